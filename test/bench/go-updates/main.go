// Prints the CPU time of one expvar.Int.Add in nanoseconds, over as many
// variables in random order as the suites in JavaScript have.
package main

import (
	"expvar"
	"fmt"
	"math/rand"
	"sort"
	"syscall"
)

const (
	counters = 4096
	updates  = 2_000_000
	rounds   = 9
)

func main() {
	made := make([]expvar.Int, counters)
	list := make([]*expvar.Int, counters)
	for i, j := range rand.Perm(counters) {
		list[i] = &made[j]
	}
	samples := make([]float64, 0, rounds)
	for range [rounds]struct{}{} {
		start := cpuNanoseconds()
		for i := 0; i < updates; i++ {
			list[i&(counters-1)].Add(1)
		}
		samples = append(samples, float64(cpuNanoseconds()-start)/updates)
	}
	sort.Float64s(samples)
	fmt.Println(samples[rounds/2])
}

func cpuNanoseconds() int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return usage.Utime.Nano() + usage.Stime.Nano()
}
