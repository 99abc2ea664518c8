{#
    A job of Dagster's for people. Assets that were materialized without a job are named, two at most.
#}
{% macro dagster_job_name() -%}
    case
            when not starts_with(job_name, '__ASSET_JOB') then job_name
            when array_length(asset_selection) > 0
                then concat(
                    (
                        select string_agg(asset_key, ', ' order by place)
                        from unnest(asset_selection) as asset_key
                        with offset as place
                        where place < 2
                    ),
                    if(array_length(asset_selection) > 2, ' and more', '')
                )
            else 'assets'
        end
{%- endmacro %}
