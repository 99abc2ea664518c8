{#
    A time that says its zone, such as `2026-03-29T06:00+02:00`, as a datetime in UTC; none for
    anything else. What YAML took for a time has a text of that form too.

    A day is counted from the first of its month: the 30th of February is then in March, and no error.
#}
{% macro moment_of(value) %}
    {% set day = '([12]\\d{3})-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])' %}
    {% set time = '([01]\\d|2[0-3]):([0-5]\\d)(?::([0-5]\\d))?(?:[.]\\d+)?' %}
    {% set zone = '(Z|[+-](?:0\\d|1[0-4]):?[0-5]\\d)' %}
    {% set found = modules.re.findall('^' ~ day ~ '[T ]' ~ time ~ ' ?' ~ zone ~ '$', (value ~ '') | trim) %}
    {% if not found %}{{ return(none) }}{% endif %}
    {% set part = found[0] %}
    {% set first = modules.datetime.datetime(
        part[0] | int, part[1] | int, 1, part[3] | int, part[4] | int, part[5] | int
    ) %}
    {% set local = first + modules.datetime.timedelta(days=(part[2] | int) - 1) %}
    {% if local.month != part[1] | int %}{{ return(none) }}{% endif %}
    {% set zone = '+0000' if part[6] == 'Z' else part[6] | replace(':', '') %}
    {% set offset = modules.datetime.timedelta(hours=zone[1:3] | int, minutes=zone[3:5] | int) %}
    {{ return(local + offset if zone[0] == '-' else local - offset) }}
{% endmacro %}
