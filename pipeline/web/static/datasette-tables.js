// What the table pages of Datasette say in an inline script, as a file: inline scripts are forbidden here.
DATASETTE_ALLOW_FACET = true;
