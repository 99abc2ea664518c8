-- one row per sale
select {% for name in ['sale_id'] %}first_word({{ name }}) as word{% endfor %}

from {{ ref('stg_sales') }}
