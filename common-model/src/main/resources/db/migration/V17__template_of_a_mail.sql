-- Which template a mail was made of, for statistics by template. Null: of none, or accepted before
-- this was kept. No default and no reference: adding it touches no row, leaves made before and after
-- have it alike, and a mail outlives its template.
ALTER TABLE email ADD COLUMN template_id uuid;

-- usage_hour.dimension 4 is a template, its value the template's id.
