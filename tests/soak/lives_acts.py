"""What people do about one exemplar, each act a talk with the bot, kept in the model as it is done.

Who acts is read from the land; what is asked is answered by key, as `lives_talk` sees it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.channels.base import Body
from campaign.vietnam import local_day
from tests.soak.lives_land import Land
from tests.soak.lives_model import OF_UNITS, Life, Signed
from tests.soak.lives_talk import Answer, Named, Pick, Replies, Shots, Voices, pick, several

_NUMBER = re.compile(r"Đã gửi hồ sơ YB-(\d{4,})")
_ROUTES = {
    "person_front": "person", "person_resident": "person", "household": "household",
    "cooperative": "business", "coop_group": "business", "village": "village",
    "front_work_committee": "committee",
}  # fmt: skip
SUBMITTED = {
    "reporter": "submitted", "commune": "commune_confirmed", "district": "commune_confirmed",
    "province": "selected",
}  # fmt: skip
LEVEL = {"reporter": "village"}
# verb: what it says when it is done, and where it leads
STEPS = {
    "confirm": ("Đã xác nhận", "commune_confirmed"), "select": ("Đã lựa chọn", "selected"),
    "receive": ("Đã tiếp nhận", "registered"), "build": ("Đã ghi bắt đầu xây dựng", "building"),
    "assess": ("Đã ghi đánh giá", "assessed"), "close": ("Đã kết thúc", "closed"),
    "recognise": ("Đã ghi quyết định công nhận", "recognised"),
    "decline": ("Đã ghi không đưa vào", "declined"), "suspend": ("Đã tạm dừng", "suspended"),
    "resume": ("Đã cho tiếp tục", "building"), "revoke": ("Đã thu hồi", "revoked"),
    "withdraw": ("Đã rút hồ sơ", "withdrawn"), "return": ("Đã đề nghị bổ sung", "returned"),
    "commend": ("Đã ghi quyết định khen thưởng", ""),
}  # fmt: skip


@dataclass
class Acts:
    """The hands of everybody."""

    voices: Voices
    land: Land
    lives: list[Life] = field(default_factory=list)
    drafts: list[Life] = field(default_factory=list)

    @property
    def today(self) -> date:
        return local_day(self.voices.stage.now)

    # --- registering

    async def register(self, life: Life) -> None:
        """From the first word to the receipt, by its author or by who helps."""
        who = life.helper or life.author
        done = await self._begin(who, life, "Đã gửi hồ sơ YB-")
        self._registered(life, done)

    async def leave(self, life: Life) -> None:
        """Begin, and be called away before the consent: a draft stays."""
        await self._begin(life.author, life, "đã đồng ý những việc nào")
        await self.voices.lines(life.author, "menu", until="đang làm dở")
        self.drafts.append(life)

    async def finish(self, life: Life) -> None:
        """Go on with a draft; it is registered where its place lies by now."""
        form = {**self._form(life), "record": Named(life.name), "do": pick("edit")}
        done = await self.voices.errand(life.author, "của tôi", form, "Đã gửi hồ sơ YB-")
        self.drafts.remove(life)
        life.unit = self.land.heir(life.unit)
        self._registered(life, done)

    async def _begin(self, who: str, life: Life, until: str) -> Body:
        await self.voices.say(who, "menu")  # on an open card the word may be one of its buttons
        first = "nhập giúp" if life.helper else "đăng ký"
        return await self.voices.errand(who, first, self._form(life), until)

    def _form(self, life: Life) -> Mapping[str, Answer]:
        place = self.land.places[life.unit]
        route = "other" if life.category == "local" else _ROUTES.get(life.kind, "other")
        here = Pick((f"u{place.id}",), place.name)
        return {
            "unit": here, "R1": pick(route), "R2": pick(life.category), "R3": pick(life.kind),
            "R4": life.name, "R4/title": pick("ong"), "R4/unit": here, "R4/village": here,
            "R4/same": pick("other"), "R5": life.story, "R5/photos": Shots(life.photos),
            "R8": pick(life.phase), "R10": several(*life.consent), "review": pick("send"),
        }  # fmt: skip

    def _registered(self, life: Life, done: Body) -> None:
        found = _NUMBER.search(done.text)
        assert found, done.text
        life.number = int(found[1])
        life.took(self.voices.stage.now, "submit", SUBMITTED[life.role])
        self.lives.append(life)
        if life.consent == ("none",):
            self.voices.hushed.add(life.name)

    # --- the desk of each level

    async def step(self, who: str, life: Life, verb: str, replies: Replies | None = None) -> None:
        """One step of the review by its button on the card."""
        said, status = STEPS[verb]
        given = {"do": pick(verb)} | self._words(life)
        await self.voices.errand(who, f"mở {life.number}", replies or given, said)
        life.took(self.voices.stage.now, verb, status or life.status())

    def _words(self, life: Life) -> dict[str, Answer]:
        day = f"{self.today.day}/{self.today.month}/{self.today.year}"
        return {"why": "Ghi theo biên bản họp", "number": f"{life.number}-CV/HU", "date": day}

    async def ask_more(self, who: str, life: Life) -> None:
        """`đề nghị bổ sung`, on the consent where that is wanting."""
        key = "R10" if life.consent == ("none",) else "R5"
        before = life.status()
        replies: dict[str, Answer] = {
            "do": pick("return"), "which": several(key), f"why:{key}": "Đồng chí ghi rõ thêm giúp",
        }  # fmt: skip
        await self.step(who, life, "return", replies)
        life.returned_from = before

    async def supplement(self, life: Life) -> None:
        """Its author says more, and sends it again to the desk that asked."""
        told: Answer = f"{life.story}, từ năm 2018"
        if life.consent == ("none",):
            told, agreed = several("name", "photo"), ("name", "photo")
            await self._again(life, told)
            life.consent = agreed
            self.voices.hushed.discard(life.name)
        else:
            await self._again(life, told)
            life.story = str(told)

    async def _again(self, life: Life, told: Answer) -> None:
        if isinstance(told, Pick):
            self.voices.hushed.discard(life.name)  # the desk above may hear of it at once
        for said in (f"bổ sung {life.number}", told):
            await self.voices.say(life.author, said)
        await self.voices.lines(life.author, pick("send"), until="Đã gửi hồ sơ YB-")
        life.took(self.voices.stage.now, "submit", life.returned_from)

    # --- signed decisions

    async def sign(self, who: str, life: Life, verb: str, *, photo: bool) -> None:
        number = f"{life.number}{'K' if verb == 'commend' else ''}/QĐ"
        replies = self._words(life) | {
            "do": pick(verb), "number": number, "authority": pick("UBND"), "level": pick("huyện"),
            "photo": Shots(1, more=False) if photo else pick("none"), "signed": pick("record"),
        }  # fmt: skip
        await self.step(who, life, verb, replies)
        kind = "commendation" if verb == "commend" else "recognition"
        life.decisions.append(Signed(kind, number, photo))

    async def undo(self, who: str, life: Life) -> None:
        """The last decision was recorded by mistake; a recognition takes the status along."""
        which = len(life.decisions)
        replies = self._words(life) | {"do": pick("undo"), "which": str(which)}
        word = f"bổ sung ảnh quyết định {life.number}"
        await self.voices.errand(who, word, replies, "Đã bỏ quyết định số")
        gone = life.decisions[-1]
        gone.revoked = True
        status = "assessed" if gone.kind == "recognition" else life.status()
        life.took(self.voices.stage.now, "undo", status)

    async def end(self, who: str, life: Life, verb: str) -> None:
        """`close`, or `revoke`: then no decision about it counts any more."""
        await self.step(who, life, verb)
        for one in life.decisions:
            one.revoked |= verb == "revoke"

    # --- what is seen, changed, taken back

    async def check(self, who: str, life: Life, *, right: bool) -> None:
        """Somebody was there, and says of the whole whether it is as declared."""
        replies: dict[str, Answer] = {
            "what": "1", "finding": pick("right" if right else "wrong"), "when": pick("today"),
            "paper": pick("none"), "why": "Mới làm một phần", "note": pick("none"),
            "again": pick("none" if right else "90"),
        }  # fmt: skip
        word = f"kiểm tra {life.number}"
        await self.voices.errand(who, word, replies, "Đã ghi kiểm tra tại chỗ")
        life.checks.append((self.voices.stage.now, "", right))

    async def amend(self, life: Life, above: str, *, agreed: bool) -> None:
        """The author wants another day; the desk above agrees or not."""
        day = self.today + timedelta(200)
        said = f"{day.day}/{day.month}/{day.year}"
        await self.voices.lines(
            life.author, f"mở {life.number}", pick("amend"), pick("edit:R7"), said, pick("send"),
            "Mưa lũ, xin lùi ngày", until="Đã gửi điều chỉnh",
        )  # fmt: skip
        word, until = ("accept", "Đã đồng ý điều chỉnh") if agreed else ("refuse", "chưa đồng ý")
        more = () if agreed else ("Nên giữ ngày cũ",)
        opened = f"mở {life.number}"
        await self.voices.lines(above, opened, pick(word), *more, until=until)
        life.amendments.append("accepted" if agreed else "refused")

    async def agree(self, who: str, life: Life) -> None:
        """Who was not asked before agrees to the name, by word of mouth."""
        replies = {"do": pick("consent"), "which": several("name"), "proof": pick("said")}
        self.voices.hushed.discard(life.name)
        await self.voices.errand(who, f"mở {life.number}", replies, "đồng ý để Mặt trận")
        life.consent = ("name",)

    async def take_back(self, who: str, life: Life, *, all_of_it: bool) -> None:
        """The person praised does not agree any more: to the pictures, or to anything."""
        replies: dict[str, Answer] = {
            "do": pick("withdraw"), "which": several("name" if all_of_it else "photo"),
            "asker": "Người nhà", "verified": pick("known"), "sure": pick("yes"),
        }  # fmt: skip
        await self.voices.errand(who, f"dữ liệu {life.number}", replies, "Đã rút")
        life.withdrawn = life.consent if all_of_it else ("photo",)
        life.hidden = all_of_it
        if all_of_it and life.kind not in OF_UNITS:
            self.voices.gone.add(life.name)

    # --- the second phase

    async def renew(self, life: Life, way: str) -> Life | None:
        """`giữ`, `nâng` or `dừng`; the new registration, where there is one."""
        again = Life(
            life.name, life.category, life.kind, life.unit, life.author, life.role, "2023-2025",
            ("name", "photo"), 1, life.story, renews=life,
        )  # fmt: skip
        opened: dict[str, Answer] = {
            "do": pick("renew"), "way": pick(way), "why": "Mô hình không cần nữa",
        }  # fmt: skip
        if way == "stop":
            until = "dừng lại, không đăng ký tiếp"
            await self.voices.errand(life.author, f"mở {life.number}", opened, until)
            life.renewals.append(way)
            return None
        again.story = f"{life.story}, lần này làm gấp đôi" if way == "raise" else life.story
        replies = {**self._form(again), **opened}
        word = f"mở {life.number}"
        self._registered(again, await self.voices.errand(life.author, word, replies, "Đã gửi hồ"))
        life.renewals.append(way)
        return again
