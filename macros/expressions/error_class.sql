{#
    The class of a failure, from its message: see the docs block `nightledger_error_classes`.

    The order matters: BigQuery says "access denied ... or perhaps it does not exist", and "rate
    limits" as well as "resources" are exceeded. Never null; without a hint it is `unknown`.
#}
{% macro error_class(message) -%}
    case
        when regexp_contains(lower({{ message }}), r'{{ [
            'access denied', 'permission denied', 'does not have (bigquery\\.|permission)',
            'unauthenticated', 'unauthorized', 'invalid_grant', 'invalid_client', 'invalid jwt',
            'reauthentication is needed', 'credentials were not found',
            'could not automatically determine credentials', '\\b40[13]\\b',
        ] | join('|') }}') then 'auth'
        when regexp_contains(lower({{ message }}), r'{{ [
            'exceeded rate limits', 'rate ?limit ?exceeded', 'quota', 'limit for bytes billed',
            'exceeded resource limits', 'too many', 'could not serialize', 'concurrent update',
            '\\b429\\b',
        ] | join('|') }}') then 'quota'
        when regexp_contains(lower({{ message }}), r'{{ [
            'resources exceeded', 'out of memory', 'allotted memory', 'memoryerror',
        ] | join('|') }}') then 'out_of_memory'
        when regexp_contains(lower({{ message }}), r'{{ [
            'max retries exceeded', 'connection (was )?(reset|refused|aborted|closed)',
            'connection error', 'remote end closed', 'name resolution', 'failed to resolve',
            'broken pipe', 'service unavailable', 'bad gateway', 'backend ?error',
            'internal error', '\\b50[023]\\b',
        ] | join('|') }}') then 'network'
        when regexp_contains(lower({{ message }}), r'{{ [
            'timed out', 'timeout', 'deadline exceeded', 'maximum execution time',
        ] | join('|') }}') then 'timeout'
        when regexp_contains(lower({{ message }}), r'{{ [
            'not found: (table|dataset|project|model|routine|view)', 'was not found in location',
            'which was not found',
        ] | join('|') }}') then 'missing_relation'
        when regexp_contains(lower({{ message }}), r'{{ [
            'unrecognized name', 'name \\S+ not found inside', 'enforced contract', 'out of sync',
            'which cannot be inserted into', 'wrong column count', 'has changed (type|mode)',
            'schema does not match', 'is missing in new schema', 'schema update',
        ] | join('|') }}') then 'schema_drift'
        when regexp_contains(lower({{ message }}), r'{{ [
            'at most one source row', 'bad (int64|float64|numeric|double|bool) value', 'overflow',
            'division by zero', 'could not cast', 'failed to parse', 'could not parse',
            'invalid (date|datetime|timestamp|numeric|time)', 'cannot be null',
            'more than one element',
        ] | join('|') }}') then 'data_quality'
        when regexp_contains(lower({{ message }}), r'{{ [
            'syntax error', 'no matching signature', 'ambiguous', 'function not found',
            'neither grouped nor aggregated', 'invalidquery', 'compilation error', 'is undefined',
            'must be qualified', 'expected ',
        ] | join('|') }}') then 'sql'
        else 'unknown'
    end
{%- endmacro %}
