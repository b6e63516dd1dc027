"""The command line: parse arguments, call a journey, print."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from fingerpost.errors import FingerpostError

DONE, NEEDS_PERSON, WRONG_REQUEST = 0, 1, 2


@click.group(
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog='Example: fingerpost ask --text "my ex keeps making new accounts to message me" --nation scotland',
)
@click.version_option(package_name="fingerpost", message="%(version)s")
@click.pass_context
def cli(context: click.Context) -> None:
    """Fingerpost: what is this, how urgent, who to tell, what to do and not do, what to keep.

    Without a command it opens the web application on this computer.
    """
    if context.invoked_subcommand is None:
        from fingerpost.cli.serving import serve

        context.invoke(serve)


def _add_commands() -> None:
    """Add each command by its line; their modules import what is heavy only when they run."""
    from fingerpost.cli import asking, assessing, helping, knowing, proving, publishing, serving

    for command in (
        asking.ask,
        helping.help_near,
        assessing.assess,
        proving.prove,
        publishing.site,
        knowing.knowledge,
        serving.serve,
    ):
        cli.add_command(command)


def run(arguments: Sequence[str] | None = None) -> None:
    """Run a command; every error a person may meet ends as one sentence and a hint, never a traceback."""
    _add_commands()
    try:
        code = cli.main(args=arguments, standalone_mode=False)
    except FingerpostError as error:
        _complain(error.message, error.hint)
        sys.exit(WRONG_REQUEST)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        sys.exit(WRONG_REQUEST)
    except click.ClickException as error:
        _complain(error.format_message(), 'See "fingerpost --help".')
        sys.exit(WRONG_REQUEST)
    except (click.exceptions.Abort, KeyboardInterrupt):
        _complain("Stopped.", None)
        sys.exit(WRONG_REQUEST)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(DONE)
    sys.exit(code if isinstance(code, int) else DONE)


def _complain(message: str, hint: str | None) -> None:
    sentence = message if message.endswith((".", "!", "?")) else message + "."
    click.echo(sentence[:1].upper() + sentence[1:], err=True)
    if hint:
        click.echo(hint, err=True)
