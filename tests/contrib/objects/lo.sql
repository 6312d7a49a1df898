CREATE TABLE images (id int, raster lo NOT NULL DEFAULT 0);
CREATE TRIGGER t_raster BEFORE UPDATE OF raster OR DELETE ON images FOR EACH ROW EXECUTE FUNCTION lo_manage(raster);
CREATE VIEW image_oids AS SELECT lo_oid(raster), raster::oid AS o FROM images;
