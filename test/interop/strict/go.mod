module nestjs-expvar/test/interop/strict

go 1.26.0
