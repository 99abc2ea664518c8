{#
    How the messages of each class begin, in lower case, without what may stand before them. The
    first class with a form that fits is it.
#}
{% macro error_forms() %}
    {{ return({
        'schema_drift': [
            'unrecognized name\\b', 'name \\S+ not found inside', 'query column \\d+ has type',
            'this model has an enforced contract', 'the source and target schemas on this',
            'value has type \\S+ which cannot be inserted', 'inserted row has wrong column count',
            'provided schema does not match', 'field \\S+ has changed (?:type|mode)',
            '\\S+ field \\S+ is missing in new schema', '(?:invalid )?schema update',
            'cannot update (?:the )?schema', 'no such field',
            'column \\S+ (?:is )?not (?:present|found)',
        ],
        'data_quality': [
            'update/merge must match', 'bad \\w+ value', '(?:\\w+ )?overflow\\b', 'division by zero',
            'could not (?:cast|parse|convert)', '(?:failed to|cannot) parse',
            'error while reading data', 'null value in', 'assertion failed', 'array index',
            'invalid (?:date|datetime|timestamp|time|interval|numeric|bignumeric|json|value)\\b',
            'required (?:field|column) \\S+ cannot be null', 'out of range',
            'scalar subquery produced more than one',
        ],
        'sql': [
            'syntax error', 'no matching signature', '(?:column name \\S* ?is )?ambiguous',
            'function not found', 'type not found', 'select list expression references',
            '(?:un)?expected ', 'too (?:many|few) arguments', 'number of arguments',
            'too many partitions', 'duplicate column name', 'aggregat\\w+ function', 'grouping by',
            'table (?:name )?\\S* ?must be qualified', 'unclosed', 'operands of', 'value of type',
            'queries in ', '(?:\\S+ )?is undefined', 'invalidquery',
        ],
        'missing_relation': [
            'not found: (?:table|dataset|project|model|routine|view|function|location)',
            '(?:table|dataset|model|view|routine) \\S+ (?:was )?not found',
            '\\S+ \\S+ depends on an? \\w+ named[^\\n]* which was not found',
        ],
        'auth': [
            'access denied', 'permissions? (?:\\S+ )?denied', 'unauthenticated', 'unauthorized',
            '(?:the )?(?:user|caller|account)\\b.* does not have', 'login required',
            'request had (?:insufficient|invalid) authentication',
            'request is missing required authentication', 'invalid_grant', 'invalid_client',
            'invalid jwt', 'reauthentication is needed', 'your default credentials',
            '(?:\\S+ ){0,4}credentials were not found',
            'could not automatically determine credentials', 'reason: (?:forbidden|unauthorized)\\b',
            'an error occurred \\((?:accessdenied|unauthorized|expiredtoken)\\w*\\)',
        ],
        'quota': [
            '(?:custom )?quota exceeded', '(?:job )?exceeded (?:rate limits|quota)',
            'rate ?limit ?exceeded', 'could not serialize access',
            'query exceeded (?:limit for bytes billed|resource limits)',
            'resources exceeded during query execution: too many',
            'too many (?:requests|dml|table|concurrent)', 'transaction is aborted due to concurrent',
        ],
        'out_of_memory': [
            'resources exceeded', 'out of memory', '(?:\\S+ ){1,8}was terminated by signal 9\\b',
            'detected run worker status \\w+: [^\\n]*(?:oomkilled|outofmemory|exit ?code:? 137\\b)',
            'the query could not be executed in the allotted memory',
        ],
        'timeout': [
            '(?:the )?(?:\\w+ ){0,2}timed out', 'user code server request timed out',
            'exceeded maximum runtime of', 'operation did not complete within',
            'timeout of [\\d.]+ ?s', 'deadline (?:of \\S+ )?exceeded', 'gateway time-?out',
            '(?:query|job) exceeded (?:the )?maximum execution time',
            'https?connectionpool\\([^)\\n]*\\): read timed out',
        ],
        'network': [
            'connection (?:was )?(?:reset|refused|aborted|closed|broken|error)', 'broken pipe',
            'max retries exceeded', 'https?connectionpool\\(', 'remote end closed',
            'server disconnected', '\\[errno -?\\d+\\]', 'failed to resolve',
            'temporary failure in name resolution', 'name or service not known',
            '(?:the )?service (?:is )?(?:currently )?unavailable', 'bad gateway', 'backend ?error',
            '(?:an )?internal (?:server )?error', 'error encountered during execution\\. retrying',
        ],
    }) }}
{% endmacro %}
