import fc from 'fast-check';

// A mutant that survives runs all tests, so random inputs may not take long. On a
// busy machine the first input of a test may take 50 ms, and without one it fails.
fc.configureGlobal({ interruptAfterTimeLimit: 200 });
