{# Whether a silence is about a problem: each of its patterns matches, and one of the tags. #}
{% macro matches_silence(problem, silence) -%}
    {%- for subject, pattern in [
        ('environment', 'matched_environment'), ('severity', 'severity'), ('kind', 'kind'),
        ('asset_name', 'asset'), ('subject', 'subject'), ('owner', 'owner'),
    ] %}
            {{ nightledger.matches_pattern(problem ~ '.' ~ subject, silence ~ '.' ~ pattern) }} and
    {%- endfor %}
            (
                {{ silence }}.tag is null
                or exists (
                    select 1 from unnest({{ problem }}.tags) as one_tag
                    where {{ nightledger.matches_pattern('one_tag', silence ~ '.tag') }}
                )
            )
{%- endmacro %}
