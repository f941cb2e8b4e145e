"""Sentences about options that cannot be taken as they were typed. None of these cost anything."""


def unknown_option(name: str, *, known: tuple[str, ...], nearest: str | None) -> str:
    """Say that there is no such option and which one was probably meant."""
    if nearest:
        return f"There is no option `{name}`. Did you mean `{nearest}`?"
    return f"There is no option `{name}`. The options are: {', '.join(f'`{one}`' for one in known)}."


def not_a_whole_number(name: str, *, typed: str, minimum: int, maximum: int) -> str:
    """Say which whole numbers an option takes."""
    return f"`{name}` is a whole number from {minimum} to {maximum}, and `{typed}` is not. Change it and send it again."


def out_of_range(name: str, *, value: int, minimum: int, maximum: int) -> str:
    """Say the range of a number."""
    return f"`{name}` goes from {minimum} to {maximum}, and you asked for {value}. Change it and send it again."


def not_a_choice(name: str, *, typed: str, choices: tuple[str, ...]) -> str:
    """Say what can be chosen."""
    return f"`{name}` is one of {', '.join(f'`{one}`' for one in choices)}, and `{typed}` is none of them."


def not_a_switch(name: str, *, typed: str) -> str:
    """Say how a switch is set."""
    return f"`{name}` is `on` or `off`, and `{typed}` is neither."


def too_long(name: str, *, length: int, maximum: int) -> str:
    """Say how much has to go."""
    return f"`{name}` is {length:,} characters long. The limit is {maximum:,}, so please shorten it."


def not_text(name: str) -> str:
    """Say that an option takes words."""
    return f"`{name}` takes words. Type some and send it again."


def too_many_entries(name: str, *, count: int, maximum: int) -> str:
    """Say how many entries a list takes."""
    return f"`{name}` takes at most {maximum}, and you gave {count}."


def bad_element_id(typed: str) -> str:
    """Say what an element id looks like."""
    return f"`{typed}` is not an element id. Ids are letters, digits, hyphens and underscores, at most 64 of them."


def unreadable_shot(typed: str) -> str:
    """Say how one shot is written."""
    return f"I could not read the shot `{typed}`. Write each shot as `4s: what happens`, with `|` between shots."


def too_many_shots(count: int, *, maximum: int) -> str:
    """Say how many shots a video can have."""
    return f"A video has at most {maximum} shots, and you gave {count}."


def empty_shot(number: int) -> str:
    """Say that a shot lacks its words."""
    return f"Shot {number} has no words. Say what happens in it."


def shot_prompt_too_long(number: int, *, length: int, maximum: int) -> str:
    """Say how long one shot's words may be."""
    return f"The words of shot {number} are {length:,} characters long. The limit for a shot is {maximum:,}."


def shot_too_short(number: int) -> str:
    """Say how short a shot may be."""
    return f"Shot {number} needs at least 1 second."


def shots_do_not_add_up(*, total: int, duration: int) -> str:
    """Say both sums."""
    return (
        f"The shots add up to {total} seconds, and the video is {duration}. Make them equal, or leave `duration` out."
    )


def shots_total_out_of_range(*, total: int, minimum: int, maximum: int) -> str:
    """Say how long all shots together may be."""
    return f"The shots add up to {total} seconds. A video is {minimum} to {maximum} seconds long."


def no_picture() -> str:
    """Ask for a picture."""
    return "There is no picture yet. Add a first frame, a last frame, or both, and send it again."


def no_prompt() -> str:
    """Ask for words."""
    return "Say in `prompt` what should happen in the video, and send it again."


def last_frame_with_shots() -> str:
    """Say why a last frame and shots exclude each other."""
    return "A last frame cannot be combined with `shots`. Remove one of the two."


def element_not_given(number: int, *, count: int) -> str:
    """Say that the words name an element that is missing."""
    given = {0: "no elements", 1: "1 element"}.get(count, f"{count} elements")
    return f"The words name `<<<element_{number}>>>`, and you gave {given}. Add it to `elements` or change the words."


def callback_refused(reason: str) -> str:
    """Say why an address cannot be called back."""
    return f"`callback` cannot be used: {reason}."


def quality_not_offered(quality: str, *, offered: tuple[str, ...], service: str) -> str:
    """Say which qualities the service has."""
    return f"{service} does not offer `{quality}`. It offers {', '.join(f'`{one}`' for one in offered)}."


def prompt_ignored() -> str:
    """Tell that custom shots replace the prompt."""
    return "With shots of your own, only their words count; `prompt` is ignored."


def first_frame_derived() -> str:
    """Tell that a lone last frame got a companion."""
    return "The service needs a first frame too, so the video starts from a closer view of your last frame."
