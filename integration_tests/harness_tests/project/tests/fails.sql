-- one row, so it fails
select 1 as found
