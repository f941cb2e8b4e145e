from dataclasses import replace

from bot.job.job import JobState
from tests.adapters.terminal.builders import CARD, build_screen

RENDERING = replace(CARD, state=JobState.RENDERING, headline="Rendering, 40 %", percent=40)


def test_a_pipe_gets_one_line_for_each_state() -> None:
    screen, written = build_screen()

    with screen.live():
        screen.show_card(CARD)
        for percent in (40, 41, 42):
            screen.show_card(replace(RENDERING, percent=percent, headline=f"Rendering, {percent} %"))

    assert written.getvalue().splitlines() == ["Queued, next in line", "Rendering, 40 %"]


def test_a_terminal_shows_real_progress() -> None:
    screen, written = build_screen(is_terminal=True)

    with screen.live():
        screen.show_card(RENDERING)

    assert "Rendering, 40 %" in written.getvalue()


def test_the_end_says_what_it_cost() -> None:
    screen, written = build_screen()

    screen.show_card(replace(CARD, state=JobState.DONE, headline="Done in 9 s", cost="About 27 credits"))

    assert written.getvalue() == "Done in 9 s · About 27 credits\n"


def test_a_question_gets_the_terminal_for_itself() -> None:
    screen, written = build_screen(is_terminal=True)

    with screen.live(), screen.paused():
        before = written.getvalue()
        screen.tell("May I?")

        assert written.getvalue() == f"{before}May I?\n"


def test_words_are_shown_as_they_are() -> None:
    screen, written = build_screen()

    screen.tell("[bold]`[/]` " + "long " * 40)

    assert written.getvalue() == "[bold]`[/]` " + "long " * 40 + "\n"
