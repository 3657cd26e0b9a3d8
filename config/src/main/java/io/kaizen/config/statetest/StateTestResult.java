package io.kaizen.config.statetest;

import io.kaizen.exec.ledger.Hash;
import org.jspecify.annotations.Nullable;

/**
 * What came of one case.
 *
 * @param stateRoot as computed here
 * @param error what went wrong; null where the case passed
 */
public record StateTestResult(
        String name, String fork, boolean pass, Hash stateRoot, @Nullable String error) {}
