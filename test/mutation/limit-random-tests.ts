import fc from 'fast-check';

// A mutant that survives runs all tests, so random inputs may not take long.
fc.configureGlobal({ interruptAfterTimeLimit: 50 });
