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
                {%- for class, forms in nightledger._error_forms().items() %}
                when regexp_contains(
                    said,
                    r'(?m)^\s*(?:{{ forms | join("|") }})'
                ) then '{{ class }}'
                {%- endfor %}
                {%- for class, codes in {
                    'auth': '40[13]', 'quota': '429', 'timeout': '504', 'network': '50[023]',
                }.items() %}
                when regexp_contains(words, r'{{ nightledger._says_code(codes) }}') then '{{ class }}'
                {%- endfor %}
                {%- for class, names in {
                    'out_of_memory': 'memoryerror', 'timeout': '(?:read|connect)?timeout(?:error)?',
                    'network': '(?:connection(?:reset|refused|aborted)?|newconnection|protocol|brokenpipe|ssl|transport)error|remotedisconnected',
                }.items() %}
                when regexp_contains(words, r'(?m)^\s*(?:[\w.]*\.)?(?:{{ names }})(?::|\(|$)')
                    then '{{ class }}'
                {%- endfor %}
                when regexp_contains({{ message }}, r'^\s*Compilation Error\b') then 'sql'
                else 'unknown'
            end
        from unnest([{{ nightledger.service_words(message) }}]) as words
        cross join unnest([regexp_replace(words, r'{{ nightledger._line_start() }}', '')]) as said
    )
{%- endmacro %}


{#
    A message in lower case without what is not the service's: dbt's headings, where dbt put the code,
    positions, and what stands in quotes. Quotes after a bracket stay: they are Python's, and what
    they hold is the text of an exception.
#}
{% macro service_words(message) -%}
    {%- set cuts = [
        '^\\s*(?:database|runtime|compilation|parsing|dependency|internal) error(?: in [^\\n]*)?$',
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
    (?m)^\s*(?:\([\x22\x27])?(?:{{ before | join('|') }})*
{%- endmacro %}


{% macro _verbs() -%}
    (?:get|post|put|patch|delete|head)
{%- endmacro %}


{# A status code where it is one: before a verb and address, in an HTTP error, or as Google says it. #}
{% macro _says_code(codes) -%}
    (?m)^\s*(?:[\w.]+: )?{{ codes }} {{ nightledger._verbs() }} \S+|\bhttp(?:/[\d.]+)?(?: status)?(?: error)?(?: code)?:? {{ codes }}\b|^\s*(?:[\w.]+: )*(?:googleapi: )?error {{ codes }}:
{%- endmacro %}


{# How the messages of each class begin, in lower case. The first class with a form that fits is it. #}
{% macro _error_forms() %}
    {{ return({
        'schema_drift': [
            'unrecognized name\\b', 'name \\S+ not found inside', 'this model has an enforced contract',
            'query column \\d+ has type', 'value has type \\S+ which cannot be inserted',
            'inserted row has wrong column count', 'provided schema does not match',
            'field \\S+ has changed (?:type|mode)', '\\S+ field \\S+ is missing in new schema',
            'invalid schema update', 'schema update', 'cannot update (?:the )?schema',
            'the source and target schemas on this', 'no such field', 'column \\S+ (?:is )?not (?:present|found)',
        ],
        'data_quality': [
            'update/merge must match', 'bad \\w+ value', '(?:\\w+ )?overflow\\b', 'division by zero',
            'could not (?:cast|parse|convert)', 'failed to parse', 'cannot parse', 'error while reading data',
            'invalid (?:date|datetime|timestamp|time|interval|numeric|bignumeric|json|value)\\b',
            'required (?:field|column) \\S+ cannot be null', 'null value in', 'assertion failed',
            'scalar subquery produced more than one', 'array index', 'out of range',
        ],
        'sql': [
            'syntax error', 'no matching signature', 'column name \\S* ?is ambiguous', 'ambiguous',
            'function not found', 'select list expression references', 'expected ', 'unexpected ',
            'too (?:many|few) arguments', 'number of arguments', 'duplicate column name',
            'table (?:name )?\\S* ?must be qualified', 'aggregat\\w+ function', 'unclosed', 'type not found',
            'operands of', 'value of type', 'queries in ', 'grouping by', 'too many partitions',
            '(?:\\S+ )?is undefined', 'invalidquery',
        ],
        'missing_relation': [
            'not found: (?:table|dataset|project|model|routine|view|function|location)',
            '(?:table|dataset|model|view|routine) \\S+ (?:was )?not found',
            '\\S+ \\S+ depends on (?:a|an) \\w+ named[^\\n]* which was not found',
        ],
        'auth': [
            'access denied', 'permission(?:s)? (?:\\S+ )?denied', '(?:the )?(?:user|caller|account)\\b.* does not have',
            'request had (?:insufficient|invalid) authentication', 'request is missing required authentication',
            'invalid_grant', 'invalid_client', 'invalid jwt', 'unauthenticated', 'unauthorized', 'login required',
            'reauthentication is needed', '(?:\\S+ ){0,4}credentials were not found',
            'could not automatically determine credentials', 'your default credentials',
        ],
        'quota': [
            'quota exceeded', '(?:job )?exceeded (?:rate limits|quota)', 'rate ?limit ?exceeded',
            'query exceeded (?:limit for bytes billed|resource limits)', 'custom quota exceeded',
            'resources exceeded during query execution: too many', 'too many (?:requests|dml|table|concurrent)',
            'could not serialize access', 'transaction is aborted due to concurrent',
        ],
        'out_of_memory': [
            'resources exceeded', 'out of memory',
            'the query could not be executed in the allotted memory',
        ],
        'timeout': [
            '(?:the )?(?:\\w+ ){0,2}timed out', 'operation did not complete within', 'timeout of [\\d.]+ ?s',
            'deadline (?:of \\S+ )?exceeded', 'gateway time-?out',
            '(?:query|job) exceeded (?:the )?maximum execution time', 'https?connectionpool\\([^)\\n]*\\): read timed out',
        ],
        'network': [
            'max retries exceeded', 'connection (?:was )?(?:reset|refused|aborted|closed|broken|error)',
            'https?connectionpool\\(', 'remote end closed', 'broken pipe',
            '\\[errno -?\\d+\\]', 'failed to resolve', 'temporary failure in name resolution', 'name or service not known',
            '(?:the )?service (?:is )?(?:currently )?unavailable', 'bad gateway', 'backend ?error', 'server disconnected',
            '(?:an )?internal (?:server )?error', 'error encountered during execution\\. retrying',
        ],
    }) }}
{% endmacro %}
