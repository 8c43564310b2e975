module nestjs-expvar/test/interop/fuzz

go 1.26.0
