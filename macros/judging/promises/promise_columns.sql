{#
    The one shape of every promise: what has to be recorded of a subject, and by when.

    promise_key: which of several promises of one subject, such as one run of a job. Empty: the only one.
    base_id, base_at: the fact that promises, and when it was recorded.
    due_at: null when nothing is promised any more.
    retires_at: when a broken promise is given up. Null: never.
    reader, waits_for: the Dagster deployment whose audit sensor records what is waited for. The
    promise is judged when it has read past `due_at` (`reading`), beats after it (`beat`), or then
    lists the daemons (`daemons`).
    is_initial: counts only if nothing is promised yet.
    observation: what is said of the subject, as JSON (see `promise`).
#}
{% macro promise_columns() %}
    {{ return({
        'environment': 'string',
        'kind': 'string',
        'subject_id': 'string',
        'promise_key': 'string',
        'base_id': 'string',
        'base_at': 'timestamp',
        'due_at': 'timestamp',
        'retires_at': 'timestamp',
        'reader': 'string',
        'waits_for': 'string',
        'is_initial': 'bool',
        'observation': 'json',
    }) }}
{% endmacro %}
