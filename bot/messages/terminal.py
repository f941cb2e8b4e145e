"""Sentences of the command line: what its help teaches, what it shows while it works, and how it refuses."""


def program_help() -> str:
    """Teach the program."""
    return """Flipbook turns a picture into a video.

    Without the key of a video service everything is drawn on this machine and is free.

    \b
    Start the chat page, and open the address that it prints:
      flipbook run

    \b
    Make one video from a picture, from a first and a last one, or towards a last one:
      flipbook animate day.png "slow push in, leaves fall"
      flipbook animate day.png --end night.png "the sun sets" --duration 5 -o out.mp4
      flipbook animate --end night.png "dusk falls" --sound --aspect 9:16

    \b
    Serve the video API, so that another project can test against it:
      flipbook studio --port 8090

    Each command has its own --help.
    """


def run_help() -> str:
    """Teach `flipbook run`."""
    return """Start the chat page and everything behind it.

    Prints the address of the page once it can be opened. Ctrl+C ends it; videos in the making go on at the next start.

    Every setting is a variable that begins with FLIPBOOK_ and may stand in a file .env; flags win over variables.
    """


def studio_help() -> str:
    """Teach `flipbook studio`."""
    return """Serve the video API on this machine.

    It understands the calls of the paid service and draws here, free of charge.

    The first line on standard output is the base URL. The key is what FLIPBOOK_STUDIO_KEY or --key says; without
    either, one is made and shown on standard error.

    \b
    Try it, with any picture day.png:
      FLIPBOOK_STUDIO_KEY=sk-test flipbook studio --port 8090 &
      STUDIO=http://127.0.0.1:8090
      KEY="Authorization: Bearer sk-test"
      curl -s $STUDIO/v1/credits -H "$KEY"

    \b
      FILE=$(curl -s $STUDIO/api/v1/files/upload/stream -H "$KEY" -F file=@day.png \\
        | python3 -c 'import json,sys; print(json.load(sys.stdin)["data"]["file_url"])')
      curl -s $STUDIO/v1/videos/generations -H "$KEY" -H "Content-Type: application/json" \\
        -d '{"model": "kling-v3-image-to-video", "prompt": "slow push in",
             "image_start": "'$FILE'", "duration": 3}'
      curl -s $STUDIO/v1/tasks -H "$KEY"

    \b
    When a task is "completed", results[0] is the address of its video.

    \b
    Test another project against it:
      - Give that project the base URL and the key; it needs nothing else.
      - Start with --port 0 and read the first line to get a free port.
      - --key sk-a --key sk-poor=10 makes two keys; the second has 10 credits and runs
        dry. Each key sees only its own tasks, files and balance.
      - --allow-insecure-callbacks lets callbacks and pictures be on this machine.
      - --generation and --credit-unit choose among what the documents disagree on.
      - Stop and start it with the same --data-folder: what was unfinished goes on.

    Everything it understands is described at /openapi.json; the page / goes through a whole video and tells how each
    refusal is provoked.
    """


def page_ready(address: str) -> str:
    """Say where the chat page is."""
    return f"Flipbook is ready: {address}\nOpen it in a browser. Ctrl+C ends Flipbook."


def studio_key_made(key: str) -> str:
    """Show a key that was made for this studio."""
    return f"The key of this studio is {key}\nIt is new at each start; set FLIPBOOK_STUDIO_KEY to keep one."


def studio_key_unusable(typed_balance: str) -> str:
    """Say how a key with a balance is written."""
    return f"`{typed_balance}` is not a number of credits. Write `--key KEY` or `--key KEY=CREDITS`."


def studio_key_empty() -> str:
    """Say that everybody would have that key."""
    return "A key of the studio is empty. Write `--key KEY` or `--key KEY=CREDITS`, or leave it out to have one made."


def setting_unusable(name: str, *, typed: str | None, meaning: str) -> str:
    """Name the variable that cannot be used and what belongs into it."""
    value = "its value" if typed is None else f"`{typed}`"
    return (
        f"`{name}` cannot be {value}. It means: {meaning} Change it in the environment or in `.env`, then start again."
    )


def cannot_listen(reason: str) -> str:
    """Say that the address cannot be listened on."""
    return f"Flipbook cannot listen there: {reason}. Choose another with `--port` or `--host`."


def animate_help() -> str:
    """Teach `flipbook animate`."""
    return """Make one video from one or two pictures.

    \b
    Examples:
      flipbook animate day.png "slow push in, leaves fall"
      flipbook animate day.png --end night.png "the sun sets" --duration 5 -o out.mp4
      flipbook animate --end night.png "dusk falls"
      flipbook animate day.png --shots "2s: she looks up | 3s: the crowd cheers" --sound

    Without the key of a video service it is drawn on this machine and free. With one, the price is asked about first.

    The path of the video goes to standard output, everything else to standard error. Ctrl+C cancels the video;
    a second one leaves at once, and --resume takes the job up again without paying twice.

    \b
    Exit codes:
      0    done: the video is there
      2    refused: something has to be changed; nothing was charged
      3    failed: there is no video
      4    unclear: the service may have taken it and may have charged for it
      130  cancelled or interrupted
    """


def options_help() -> str:
    """Teach `flipbook options`."""
    return "Show everything that can be said about a video."


def option_columns() -> tuple[str, str, str, str]:
    """Name the columns of the option table."""
    return ("Option", "What it is", "Takes", "Default")


def flag_help(meaning: str, *, values: str, default: str) -> str:
    """Say what a flag means, what it takes and what counts without it."""
    return f"{meaning} [{values}; default: {default}]" if default else f"{meaning} [{values}]"


def words_help() -> str:
    """Explain the words without a flag."""
    return "The first frame, and what should happen. A single file name is the picture, anything else the prompt."


def output_help() -> str:
    """Explain where the video goes."""
    return "The file or folder for the video. Without it, the prompt names a file here."


def force_help() -> str:
    """Explain overwriting."""
    return "Replace the file when there is one already."


def yes_help() -> str:
    """Explain the agreement to a price."""
    return "Agree to the price of a paid video without being asked."


def json_help() -> str:
    """Explain the output for scripts."""
    return "Print one JSON object at the end: job_id, state, path, cost in credits, seconds, video, notes, error."


def resume_help() -> str:
    """Explain how an interrupted job goes on."""
    return "Take up an interrupted job again; it is not paid twice."


def data_folder_help() -> str:
    """Explain where the job is kept."""
    return "Where the job is kept until it is done. [default: data]"


def no_such_picture(path: str) -> str:
    """Say that a file is not there."""
    return f"There is no picture `{path}`. Check the name and start again; nothing was charged."


def unreadable_picture(path: str) -> str:
    """Say that a file cannot be read."""
    return f"The picture `{path}` cannot be read. Check its permissions and start again; nothing was charged."


def too_many_words(word: str) -> str:
    """Say how a prompt of several words is written."""
    return f'I do not know what `{word}` is for. Put the prompt in quotes: `flipbook animate day.png "the sun sets"`.'


def said_twice(name: str) -> str:
    """Say that an option stands there with and without its flag."""
    return f"`--{name}` is there twice, once with the flag and once without. Leave one of them out."


def not_a_job_id(typed: str) -> str:
    """Say what a job id looks like."""
    return f"`{typed}` is not a job id. It has 24 digits and letters from a to f, and was shown when you left."


def resume_stands_alone() -> str:
    """Say that an interrupted job cannot be changed."""
    return "`--resume` takes the job as it was. Leave out pictures, words, options and `--output`."


def no_such_job(job_id: str) -> str:
    """Say that a job cannot be taken up."""
    return f"There is no interrupted job `{job_id}` in this data folder. Check the id and `--data-folder`."


def file_exists(path: str) -> str:
    """Say that nothing is overwritten."""
    return f"`{path}` exists already. Choose another `--output`, or add `--force` to replace it. Nothing was charged."


def not_writable(path: str) -> str:
    """Say that a video could not be written there."""
    return f"`{path}` cannot be written. Choose another `--output`. Nothing was charged."


def video_not_written(path: str, *, job_id: str) -> str:
    """Say that the video is there and its place is not."""
    return (
        f"The video is finished, but `{path}` could not be written. Make room or fix the permissions, then get it, "
        f"without paying again, with `flipbook animate --resume {job_id}`."
    )


def price_question(credit_count: float) -> str:
    """Ask whether the price is agreed to."""
    return f"This video costs about {credit_count:g} credits. Type y and Enter to make it, or just Enter to leave."


def price_needs_yes(credit_count: float) -> str:
    """Say how a script agrees to a price."""
    return (
        f"This video costs about {credit_count:g} credits, and there is nobody to ask. "
        "Add `--yes` to agree. Nothing was charged."
    )


def price_declined() -> str:
    """Confirm that nothing happened."""
    return "Nothing was started and nothing was charged."


def opening() -> str:
    """Say that it begins."""
    return "Starting"


def done(headline: str, *, cost: str) -> str:
    """Close with how long it took and what it cost."""
    return f"{headline} · {cost}"


def nothing_started() -> str:
    """Say what an early Ctrl+C left behind."""
    return "Stopped before anything was started. Nothing was charged."


def cancelling() -> str:
    """Say what the first Ctrl+C does, and what a second one would."""
    return "Cancelling. Press Ctrl+C again to leave at once."


def interrupted(job_id: str) -> str:
    """Say how to go on after leaving in the middle."""
    return (
        "Left before the video was finished. To see it through, without paying again, type "
        f"`flipbook animate --resume {job_id}`."
    )


def unclear(job_id: str) -> str:
    """Explain the doubt and the way out."""
    return (
        "The video service did not answer when it was asked to start. It may be making the video and may have charged "
        f"for it. Look for it, which costs nothing, with `flipbook animate --resume {job_id}`."
    )


def help_hint() -> str:
    """Say where to look after a mistyped flag."""
    return "\nAdd `--help` to see what there is. Nothing was charged."


def port_in_use() -> str:
    """Say why an address cannot be listened on."""
    return "another program has that port"


def address_not_here() -> str:
    """Say why an address cannot be listened on."""
    return "this machine has no such address"


def port_reserved() -> str:
    """Say why an address cannot be listened on."""
    return "that port is reserved"


def doctor_help() -> str:
    """Describe the command."""
    return "Check what is set up outside of this machine, and say how to fix what is wrong."


def finding(sentence: str, *, is_good: bool) -> str:
    """Print one thing that was looked at."""
    return f"{'ok ' if is_good else 'FIX'} {sentence}"
