"""What somebody is reminded of. A pushed message never offers digits, which would collide with an
open question: it names a word, and where a channel has buttons one tap leads to the very place.
"""

from datetime import date

from campaign.duties import Duty
from conversations.address import OPEN, Address
from conversations.due import CODE, KEY
from conversations.duty_words import told
from conversations.showing import Button, Say
from conversations.words import Translate

DUE = "hạn"  # the word that opens the same place


def nudge(t: Translate, language: str, duty: Duty, today: date) -> Say:
    """A word from the level above about one duty."""
    head = t("Cấp trên nhắc đồng chí:") if duty.obliged else t("Kính mời đồng chí:")
    return Say(
        "\n".join((head, told(t, language, duty, today))),
        controls=((DUE, opens(t("Mở việc này"))),),
    )


def opens(label: str) -> Button:
    """Opens `hạn`, however old the button is."""
    return Button(label, str(Address(CODE, 0, KEY, OPEN)))
