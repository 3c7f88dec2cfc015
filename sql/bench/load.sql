-- The vehicles of a file in the form that LOAD DATA reads by itself.
LOAD DATA LOCAL INFILE 'Reader::vehicles' INTO TABLE stock CHARACTER SET utf8mb4
