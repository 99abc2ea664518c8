{#
    What counts as a secret, as regular expressions that mean the same in every engine. Python's half
    is made from them.

    Each takes time in proportion to the text, whatever the text: no open repetition stands behind a
    start that the same text may have many of, unless what it eats is gone.

    keys: names whose value is hidden. values: shapes that are secrets wherever they stand.
    assignments: a name and its value in running text, to the end of the value's structure.
    words, marks: one of these words, or of these shapes, is in every text in lower case that has a
    secret, but for a token of `values`: a text without them need not be searched.
#}
{% macro redaction_patterns() %}
    {% set word = '(?:' ~ [
        'passw(?:or)?d', 'passphrase', 'pwd', 'passwort', 'kennwort', 'l(?:ö|oe?)senord', 'contrase(?:ñ|n)a',
        'mot[_ -]de[_ -]passe', 'wachtwoord', 'adgangskode', 'secret', 'token', 'credential', 'webhook', 'authorization',
        'connection[_-]?string', 'cookie', 'api[_-]?key',
        '(?:private|access|account|encryption|decryption|fernet|routing|signing|shared|master|auth|ssh|storage|integration|license|deploy|crypto|hmac|session|sas|service)[_-]?key',
    ] | join('|') ~ ')' %}
    {% set families = [
        'eyJ[\\w-]{16,}(?:\\.[\\w-]*)*', 'AIza[\\w-]{30,}', 'ya29\\.[\\w.-]{20,}', '1//[\\w-]{30,}', 'GOCSPX-[\\w-]{20,}',
        'gh[pousr]_[A-Za-z0-9]{20,}', 'github_pat_\\w{20,}', 'gl(?:pat|ptt|dt|rt|cbt|imt|oas|soat|ft|agent|ffct)-[\\w-]{16,}',
        'xox[a-z]-[\\w-]{10,}', 'xoxe\\.xox[a-z]-[\\w-]{10,}', 'xapp-\\d-[\\w-]{10,}', 'sk-[\\w-]{20,}',
        '[srp]k_(?:live|test|prod)_[A-Za-z0-9]{10,}', 'whsec_[\\w+/=-]{16,}', 'A(?:KIA|SIA|BIA|CCA)[0-9A-Z]{16}',
        'SG\\.[\\w-]{10,40}\\.[\\w-]{10,}', 'dapi[0-9a-f]{32}(?:-\\d)?', 'npm_[A-Za-z0-9]{30,}', 'pypi-[\\w-]{40,}',
        'hf_[A-Za-z0-9]{30,}', 'hv[sbr]\\.[\\w-]{20,}', 'glsa_\\w{20,}', 'glc_[\\w+/=]{32,}', 'dp\\.(?:pt|st|ct|sa|scim|audit)\\.[\\w.-]{30,}',
        'shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}', 'sq0[a-z]{3}-[\\w-]{20,}', 'EAA[A-Za-z0-9]{30,}', 'do[opr]_v1_[a-f0-9]{64}',
        'lin_(?:api|oauth)_[A-Za-z0-9]{32,}', 'PMAK-[\\w-]{30,}', 'NR(?:AK|II|JS|AL)-[\\w-]{20,}', 'AT[AC]TT3[\\w=-]{50,}',
        'SK[0-9a-f]{32}', 'key-[0-9a-f]{32}', '[0-9a-f]{32}-us\\d{1,2}', 'AGE-SECRET-KEY-1[A-Z0-9]{50,}', 'dckr_(?:pat|oat)_[\\w-]{20,}',
        'pul-[a-f0-9]{40}', 'sntry[su]_[\\w+/=]{30,}', 'ntn_[A-Za-z0-9]{40,}', 'secret_[A-Za-z0-9]{40,}', '\\d{8,10}:AA[\\w-]{30,}',
        'dt0[a-z]\\d\\d\\.[A-Z0-9]{24}\\.[A-Z0-9]{60,}', '[A-Za-z0-9]{14}\\.atlasv1\\.[\\w=-]{60,}', 'pscale_[a-z]{2,5}_[\\w.=-]{32,}',
        'pnu_[A-Za-z0-9]{36}', 'rdme_[a-z0-9]{60,}', 'xkeysib-[\\w-]{60,}', 'pat[A-Za-z0-9]{14}\\.[a-f0-9]{64}', 'LTAI[A-Za-z0-9]{17,}',
        'dbt[cu]_[\\w=+/-]{20,}', 'AKCp[A-Za-z0-9]{10,}', 'oy2[a-z0-9]{43}', 'sgp_[\\w]{40,}', 'tfp_[\\w.=-]{50,}', 'figd_[\\w-]{30,}',
        'rubygems_[a-f0-9]{40,}', 'duffel_(?:test|live)_[\\w=-]{40,}', 'API-[A-Z0-9]{26}', 'sha256~[\\w-]{43}', 'pplx-[A-Za-z0-9]{40,}',
        'EZ[AT]K[A-Za-z0-9]{54}', 'fm2_[\\w+/=]{60,}', 'fo1_[\\w-]{40,}', 'CLOJARS_[a-z0-9]{60}', 'p8e-[a-z0-9]{32}',
        'ops_eyJ[\\w+/=]{30,}', 'phc_[A-Za-z0-9]{40,}', 'v1\\.0-[a-f0-9]{24}-[a-f0-9]{100,}', '(?:live|test)_[a-f0-9]{35}', 'ATATT[\\w=-]{50,}',
        'gsk_[A-Za-z0-9]{40,}', 'r8_[A-Za-z0-9]{30,}', 'vercel_[\\w-]{20,}', 'sbp_[a-f0-9]{40}', 'nfp_[A-Za-z0-9]{30,}', 'apify_api_[A-Za-z0-9]{30,}',
    ] %}
    {% set short = '(?:(?:(?<![a-z])|(?<=_))(?:pass|auth|otp|pin|passcode)(?![a-z]))' %}
    {% set quoted = '"(?:[^"\\\\]|\\\\.)*"?|\'(?:[^\'\\\\]|\\\\.)*\'?' %}
    {% set escaped = '\\\\{1,7}["\'](?:[^"\\\\]|\\\\{1,7}[^"\\\\])*(?:\\\\{1,7}"?)?' %}
    {% set atom = quoted ~ '|[^\\[\\](){}"\']' %}
    {% set ns = namespace(nested=atom) %}
    {% for level in range(8) %}
        {% set ns.nested = atom ~ '|[\\[({](?:' ~ ns.nested ~ ')*[\\])}]?' %}
    {% endfor %}
    {% set structure = '[\\[({](?:' ~ ns.nested ~ ')*[\\])}]?' %}
    {% set block = '[|>][-+0-9]{0,2}[ \\t]{0,20}(?:\\r?\\n[ \\t]+[^\\n]*)+' %}
    {% set below = '\\r?\\n(?:[ \\t]+[^\\n]*(?:\\r?\\n|$))+|\\r?\\n(?:[ \\t]*-[ \\t][^\\n]*(?:\\r?\\n|$))+' %}
    {% set line = '[^\\s,}\\]][^\\n,}\\]"]*' %}
    {% set bare = '(?:[^\\s"\',;&}\\])]|,(?![\\s"\'}]))+' %}
    {% set ends = '(?:[\\w-]{0,64}\\\\{0,7}["\']?\\s{0,20})' %}
    {{ return({
        'keys': '(?i:' ~ word ~ '|signature|^dsn$|' ~ short ~ ')',
        'words': [
            'passw', 'passphrase', 'pwd', 'kennwort', 'senord', 'contrase', 'de_passe', 'de-passe', 'de passe',
            'wachtwoord', 'adgangskode', 'secret', 'token', 'credential', 'webhook', 'authorization', 'connection-string',
            'connection_string', 'connectionstring', 'cookie', 'apikey', 'api_key', 'api-key', 'private key', 'x-auth',
            'bearer', 'basic', 'digest', 'negotiate', 'hooks.slack', 'logic.azure', 'pagerduty.com', 'api.telegram',
            'chat.googleapis', 'signature', 'sig=', 'sig =', 'x-amz', 'x-goog', '--user', '--proxy-user', '-u', 'dsn',
        ],
        'marks': [
            '(?:key|pass|auth|otp|pin|passcode|code)[\\w-]{0,64}(?:["\'\\\\\\s]|u0027){0,30}[:=]', '://(?:[^\\s@"\':]|:(?!//))*@', '==',
        ],
        'values': [
            '-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:[\\s\\S]*?-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|[\\s\\S]*)',
            '(?<![A-Za-z0-9])(?:' ~ families | join('|') ~ ')',
            '(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{86}==',
            '(?i:(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{0,30}://(?:[^/\\s:@"\']{0,200}:(?!\\d{1,5}(?:[/\\s?#]|$))(?:[^\\s@"\':]|:(?!//))+|[^/\\s:@"\']{16,})@[^\\s"\']*)',
            '(?i:https?://[^\\s"\']{0,120}?(?:webhook|hooks\\.slack\\.com|logic\\.azure\\.com|events\\.pagerduty\\.com/(?:integration|x-ere)|api\\.telegram\\.org/bot|chat\\.googleapis\\.com)[^\\s"\']*)',
            '(?i:(?<=[?&])(?:sig|signature|token|access_token|api_?key|secret|password|x-amz-[a-z-]{1,20}|x-goog-signature)=[^\\s"\'&]+|(?<=[?&])(?:key|code)=[^\\s"\'&]{16,})',
            '(?i:(?<![a-z])(?:sig|signature|x-(?:amz|goog)-signature)\\s{0,5}=\\s{0,5}["\']?[a-z0-9%+/=_-]{16,})',
        ],
        'assignments': [
            '(?i:(?:(?:proxy-)?authorization|(?:set-)?cookie|x-api-key|x-auth-token)\\\\{0,7}["\']?\\s{0,5}[:=][^\\n]*)',
            '(?i:(?<![a-z])(?:bearer\\s{1,5}|(?:basic|digest|negotiate)\\s{1,5}(?=[^\\s]{0,200}[0-9=]))[a-z0-9._~+/=-]{8,})',
            '(?i:' ~ word ~ ends ~ '(?::=|=>|=|:(?=[\\s"\'\\\\\\[({|>]))\\s{0,20}(?:' ~ escaped ~ '|' ~ quoted ~ '|' ~ structure ~ '))',
            '(?i:' ~ word ~ ends ~ '(?::[ \\t]{0,20}(?:' ~ block ~ '|' ~ below ~ '|' ~ line ~ ')|(?::=|=>|=)\\s{0,20}' ~ bare ~ '|:' ~ bare ~ '))',
            '(?i:' ~ short ~ '\\\\{0,7}["\']?\\s{0,5}(?::=|=>|[=:])\\s{0,5}(?:' ~ escaped ~ '|' ~ quoted ~ '|' ~ structure ~ '))',
            '(?i:' ~ short ~ '\\s{0,5}(?::=|=>|=)\\s{0,5}(?!\\d{1,5}(?:[\\s,;]|$))' ~ bare ~ ')',
            '(?i:(?:(?<![a-z])|(?<=_))pass:[ \\t]{1,5}(?!\\d{1,5}(?:[\\s,;]|$))' ~ line ~ '|(?:(?<![a-z])|(?<=_))(?:otp|pin|passcode)\\s{0,5}[:=]\\s{0,5}\\d{4,10})',
            '(?i:--[\\w-]{0,40}(?:passw(?:or)?d|passphrase|pass|token|secret|api-?key|access-?key|private-?key)[\\w-]{0,20}[ =]\\s{0,5}(?:' ~ quoted ~ '|[^\\s"\'-]\\S*))',
            '(?i:(?<!\\S)(?:-u|--user|--proxy-user)[ =]?["\']?[^\\s:"\']{1,100}:[^\\s]+)',
            '(?i:(?<![a-z])login\\s{1,5}\\S{1,200}\\s{1,5}password\\s{1,5}\\S+)',
        ],
    }) }}
{% endmacro %}
