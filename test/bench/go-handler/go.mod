module nestjs-expvar-bench/go-handler

go 1.22
