import pytest

from adapters.kling.errors import CODE_MEANINGS, STATUS_MEANINGS, Meaning, Verdict, find_meaning, translate_error
from adapters.kling.reply import ApiReply
from bot.errors import BotError, OutcomeUnknown, RequestRefused, ServiceBusy, ServiceFailed
from bot.messages import service as sentences
from tests.servers.video_api_errors import GATEWAY_CODES, OLD_ERRORS, QUERY_ERRORS, SUBMIT_ERRORS, ErrorRow


def build_error_reply(row: ErrorRow) -> ApiReply:
    error = {"code": row.code, "message": row.message, "type": row.kind, **dict(row.extra)}
    return ApiReply(status=row.status, body={"error": error})


@pytest.mark.parametrize("row", [*SUBMIT_ERRORS, *OLD_ERRORS, *QUERY_ERRORS])
def test_every_documented_error_has_a_row_of_its_own(row: ErrorRow) -> None:
    expected = CODE_MEANINGS[row.code] if isinstance(row.code, str) else STATUS_MEANINGS[row.code]

    assert expected == find_meaning(build_error_reply(row))


@pytest.mark.parametrize(("status", "code"), GATEWAY_CODES)
def test_every_code_known_to_clients_is_named_in_the_table(status: int, code: str) -> None:
    reply = ApiReply(status=status, body={"error": {"code": code}})

    assert CODE_MEANINGS[code] == find_meaning(reply)


@pytest.mark.parametrize(
    ("status", "code", "error", "sentence"),
    [
        (400, "invalid_request", RequestRefused, sentences.settings_refused),
        (401, "unauthorized", ServiceFailed, sentences.key_refused),
        (402, "insufficient_quota", ServiceFailed, sentences.credits_used_up),
        (402, "key_daily_quota_exhausted", ServiceFailed, sentences.key_limit_reached),
        (403, "model_access_denied", ServiceFailed, sentences.model_not_allowed),
        (404, 404, ServiceFailed, sentences.model_not_found),
        (409, "idempotency_conflict", OutcomeUnknown, sentences.outcome_unknown),
        (413, "request_too_large", RequestRefused, sentences.request_too_large),
        (429, "rate_limit_exceeded", ServiceBusy, sentences.service_busy),
        (429, "quota_exceeded", ServiceBusy, sentences.service_busy),
        (500, "internal_error", OutcomeUnknown, sentences.outcome_unknown),
        (502, 502, OutcomeUnknown, sentences.outcome_unknown),
        (503, "service_unavailable", ServiceBusy, sentences.service_busy),
        (503, 503, ServiceBusy, sentences.service_busy),
        (599, "never_heard_of", OutcomeUnknown, sentences.outcome_unknown),
        (418, "never_heard_of", ServiceFailed, sentences.service_broken),
    ],
)
def test_translates_an_answer_into_our_error(
    status: int, code: str | int, error: type[BotError], sentence: object
) -> None:
    translated = translate_error(ApiReply(status=status, body={"error": {"code": code}}))

    assert type(translated) is error
    assert callable(sentence)
    assert translated.sentence == sentence()


@pytest.mark.parametrize("status", [500, 502, 503, 504, 520, 524])
def test_a_page_of_a_server_in_between_leaves_the_outcome_in_doubt(status: int) -> None:
    assert isinstance(translate_error(ApiReply(status=status, body=None)), OutcomeUnknown)


@pytest.mark.parametrize("status", [301, 302, 307, 401, 403, 404])
def test_a_page_that_says_no_costs_nothing(status: int) -> None:
    assert type(translate_error(ApiReply(status=status, body=None))) is ServiceFailed


def test_names_the_option_at_fault_in_our_own_word() -> None:
    body = {"error": {"code": "invalid_request", "param": "model_params.multi_prompt[0].duration"}}

    error = translate_error(ApiReply(status=400, body=body))

    assert isinstance(error, RequestRefused)
    assert error.option == "shots"


def test_says_how_long_to_wait_from_header_or_suggestion() -> None:
    suggestion = {"error": {"code": 429, "fallback_suggestion": "retry after 60 seconds"}}

    from_header = translate_error(ApiReply(status=429, body=suggestion, retry_after_seconds=2.0))
    from_words = translate_error(ApiReply(status=429, body=suggestion))

    assert isinstance(from_header, ServiceBusy)
    assert isinstance(from_words, ServiceBusy)
    assert (from_header.retry_after_seconds, from_words.retry_after_seconds) == (2.0, 60.0)


def test_no_sentence_repeats_the_words_of_the_service() -> None:
    body = {"error": {"code": "invalid_request", "message": "Traceback: secret"}}

    assert "secret" not in translate_error(ApiReply(status=400, body=body)).sentence


@pytest.mark.parametrize("meaning", [*CODE_MEANINGS.values(), *STATUS_MEANINGS.values()])
def test_every_sentence_says_what_to_do_unless_flipbook_does_it_itself(meaning: Meaning) -> None:
    sentence = meaning.sentence()

    assert sentence.count(".") >= 2


def test_only_doubt_can_have_cost_anything() -> None:
    doubtful = {code for code, meaning in CODE_MEANINGS.items() if meaning.verdict is Verdict.UNKNOWN}

    assert doubtful == {
        "idempotency_conflict",
        "paid_outcome_unknown",
        "internal_error",
        "service_error",
        "upstream_error",
    }
