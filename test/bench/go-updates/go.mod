module updates

go 1.19
