{#
    Whether the command was to look at all of the project that its kind looks at, so that what it did
    not look at is not there any more: nothing narrows it, and it ends after the last node.

    result_count: of a command that is over; with fewer than were planned it was a `dbt retry` after
    all.
#}
{% macro is_whole(result_count=none) %}
    {% set args = nightledger.selected_args() %}
    {% set narrowing = [
        'exclude', 'selector', 'resource_types', 'exclude_resource_types', 'fail_fast', 'state',
        'empty', 'sample',
    ] %}
    {{ return(
        nightledger.command_name() not in ['retry', 'clone']
        and nightledger.selects_all(args.get('select') or [])
        and (narrowing | select('in', args) | list) == []
        and (result_count is none or result_count >= (nightledger.planned_count() or 0))
    ) }}
{% endmacro %}
