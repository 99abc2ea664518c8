{#
    The class of a failure, from its message: see the docs block `nightledger_error_classes`.

    Only the service's own words count (`service_words`), and only where a line begins: what follows
    may be the user's. Statements and data come first, and what may go away by itself (quota,
    timeout, network), for which an alert waits, last. Never null; without a hint it is `unknown`.
#}
{% macro error_class(message) -%}
    (
        select
            case
                {%- for class, forms in nightledger.error_forms().items() %}
                when regexp_contains(said, r'(?m)^\s*(?:{{ forms | join("|") }})') then '{{ class }}'
                {%- endfor %}
                {%- for class, form in nightledger._error_marks().items() %}
                when regexp_contains(words, r'(?m){{ form }}') then '{{ class }}'
                {%- endfor %}
                when regexp_contains({{ message }}, r'^\s*Compilation Error\b') then 'sql'
                else 'unknown'
            end
        from unnest([{{ nightledger.service_words(message) }}]) as words
        cross join unnest([regexp_replace(words, r'(?m){{ nightledger._line_start() }}', '')]) as said
    )
{%- endmacro %}


{#
    A message in lower case without what is not the service's: dbt's headings, where dbt put the
    code, positions, and what stands in quotes. Quotes after a bracket stay: they are Python's, and
    what they hold is the text of an exception.
#}
{% macro service_words(message) -%}
    {%- set headings = 'database|runtime|compilation|parsing|dependency|internal' -%}
    {%- set cuts = [
        '^\\s*(?:' ~ headings ~ ') error(?: in [^\\n]*)?$',
        '^\\s*(?:compiled code at|> in|> called by)[^\\n]*$',
        '\\s*(?:at )?\\[[^\\[\\]:\\n]*:\\d+\\]',
        '(?:^|[^\\n(])\\x22[^\\x22\\n]*\\x22',
        '(?:^|[^\\n(])`[^`\\n]*`',
        '(?:^|[^\\w\\n(])\\x27[^\\x27\\n]*\\x27',
    ] -%}
    regexp_replace(lower({{ message }}), r'(?m){{ cuts | join("|") }}', '')
{%- endmacro %}


{# What may stand before the words of a line: a bracket, an exception, a status code. #}
{% macro _line_start() -%}
    {%- set exceptions = [
        'error', 'exception', 'badrequest', 'forbidden', 'notfound', 'conflict', 'unauthorized',
        'unauthenticated', 'toomanyrequests', 'serviceunavailable', 'internalservererror',
        'badgateway', 'gatewaytimeout', 'deadlineexceeded',
    ] -%}
    {%- set before = [
        '[\\w.]*(?:' ~ exceptions | join('|') ~ '): ', '\\d{3} (?:' ~ nightledger._verbs() ~ ' \\S+ )?',
        'googleapi: error \\d{3}: ', 'caused by:? ', 'query error: ',
        'bigquery (?:execution |adapter )?(?:failed|error)[.:]? ',
    ] -%}
    ^\s*(?:\([\x22\x27])?(?:{{ before | join('|') }})*
{%- endmacro %}


{# Verbs of HTTP, as a pattern. #}
{% macro _verbs() -%}
    (?:get|post|put|patch|delete|head)
{%- endmacro %}


{# What shows a class where no words do: a status code, in its place, or the name of an exception. #}
{% macro _error_marks() %}
    {% set marks = {} %}
    {% for class, codes in {'auth': '40[13]', 'quota': '429', 'timeout': '504', 'network': '50[023]'}.items() %}
        {% do marks.update({class: [
            '^\\s*(?:[\\w.]+: )?' ~ codes ~ ' ' ~ nightledger._verbs() ~ ' \\S',
            '\\bhttp(?:/[\\d.]+)?(?: status)?(?: error)?(?: code)?:? ' ~ codes ~ '\\b',
            '^\\s*(?:[\\w.]+: )*(?:googleapi: )?error ' ~ codes ~ ':',
        ]}) %}
    {% endfor %}
    {% set connection = '(?:connection(?:reset|refused|aborted)?|newconnection|protocol|brokenpipe|ssl|transport)' %}
    {% for class, names in {
        'out_of_memory': 'memoryerror',
        'timeout': '(?:read|connect)?timeout(?:error)?',
        'network': connection ~ 'error|remotedisconnected',
    }.items() %}
        {% do marks.setdefault(class, []).append('^\\s*(?:[\\w.]*\\.)?(?:' ~ names ~ ')(?::|\\(|$)') %}
    {% endfor %}
    {% set joined = {} %}
    {% for class, forms in marks.items() %}{% do joined.update({class: forms | join('|')}) %}{% endfor %}
    {{ return(joined) }}
{% endmacro %}
