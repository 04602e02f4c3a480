"""`python -m bot`: every command there is."""

import click

from bot.commands import chat, clusters, data, duties, people, privacy, process, reorganise, trays


@click.group()
def main() -> None:
    """Gương Sáng: a chatbot that registers, proves and sums up exemplars."""


for command in (
    process.run, process.serve, process.work, process.migrate, chat.chat, data.plan, data.units,
    data.invite, data.inbox, data.export, data.summary, data.backup, data.restore, duties.duties,
    people.people, trays.trays, clusters.cluster,
    privacy.privacy,
):  # fmt: skip
    main.add_command(command)
data.units.add_command(reorganise.reorganise)

if __name__ == "__main__":
    main(prog_name="python -m bot")
