{#
    What counts as a secret, as regular expressions that mean the same in every engine.

    None starts with an open repetition: on a long text without blanks that takes time without end.

    keys: names whose value is hidden. assignments: `name=value` in running text.
    values: shapes that are secrets wherever they stand.
#}
{% macro redaction_patterns() %}
    {% set word = '(passw(or)?d|passphrase|pwd|secret|token|api[_-]?key|private[_-]?key|access[_-]?key|credential|webhook|authorization|connection[_-]?string|signature)' %}
    {{ return({
        'keys': '(?i)' ~ word,
        'assignments': '(?i)' ~ word ~ '[\\w.-]{0,64}["\']?\\s*[:=]\\s*("([^"\\\\]|\\\\.)*"|\'[^\']*\'|[^\\s"\',}]+)',
        'values': [
            '-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(-----END [A-Z ]*PRIVATE KEY-----)?',
            'eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}\\.?[A-Za-z0-9_-]*',
            'AIza[0-9A-Za-z_-]{30,}',
            'ya29\\.[0-9A-Za-z_-]{20,}',
            'gh[pousr]_[A-Za-z0-9]{20,}',
            'github_pat_[A-Za-z0-9_]{20,}',
            'glpat-[A-Za-z0-9_-]{16,}',
            'xox[abeprs]-[A-Za-z0-9-]{10,}',
            'sk-[A-Za-z0-9_-]{20,}',
            'AKIA[0-9A-Z]{16}',
            '(?i)bearer\\s+[A-Za-z0-9._~+/=-]{8,}',
            '[A-Za-z][A-Za-z0-9+.-]{0,30}://[^/\\s:@]*:[^/\\s@]+@[^\\s"\']*',
            '(?i)https?://[^\\s"\']*(webhook|hooks\\.slack\\.com|logic\\.azure\\.com|[?&]sig=)[^\\s"\']*',
        ],
    }) }}
{% endmacro %}
