// Serves Go's own expvar page. Standard input has the variables, as a JSON
// object of numbers by name; the answer is the URL of the page. Each JSON value
// after it asks for the CPU time of the process so far, in microseconds.
package main

import (
	"encoding/json"
	"expvar"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"sync/atomic"
	"syscall"
	"time"
)

const incrementsPerRequest = 10

func main() {
	questions := json.NewDecoder(os.Stdin)
	var values map[string]int64
	if err := questions.Decode(&values); err != nil {
		log.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /debug/vars", keepChanging(publish(values), expvar.Handler()))
	go func() { log.Fatal(http.Serve(listener, mux)) }()
	fmt.Printf("http://%s/debug/vars\n", listener.Addr())
	for question := any(nil); questions.Decode(&question) == nil; {
		fmt.Println(cpuTime().Microseconds())
	}
}

func publish(values map[string]int64) []*expvar.Int {
	ints := make([]*expvar.Int, 0, len(values))
	for name, value := range values {
		v := expvar.NewInt(name)
		v.Set(value)
		ints = append(ints, v)
	}
	return ints
}

// keepChanging increments some variables at each request, so that no two
// documents are the same.
func keepChanging(ints []*expvar.Int, handler http.Handler) http.Handler {
	var next atomic.Uint64
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for i := 0; i < incrementsPerRequest && len(ints) > 0; i++ {
			ints[next.Add(1)%uint64(len(ints))].Add(1)
		}
		handler.ServeHTTP(w, r)
	})
}

func cpuTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		log.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
