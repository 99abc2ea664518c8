-- Fails when the router has not ticked in the last five minutes, and says since when. A scheduled
-- query that fails leaves an ERROR in its log, and the log alert on it pages. A tick that failed
-- does not count: nothing was delivered. Nor does one that is not over: after five minutes of sending,
-- somebody may as well look.
select
    if(
        max(finished_at) >= timestamp_sub(current_timestamp(), interval 5 minute),
        format('The last tick was at %s.', string(max(finished_at))),
        error(
            format(
                'The alert router has not ticked since %s.',
                ifnull(string(max(finished_at)), 'yesterday at this time or longer')
            )
        )
    ) as verdict
from `${dataset}.router_ticks`
where recorded_at >= timestamp_sub(current_timestamp(), interval 1 day)
    and outcome != 'failed'
