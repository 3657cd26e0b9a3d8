package io.kaizen.pipeline.intake;

/** Who is told the verdict on one submission. */
@FunctionalInterface
public interface AdmissionReply {
    /**
     * Runs on the admitting thread as a rule, and on the submitter's where nothing was taken: must
     * be brief, wait for nothing and throw nothing. A submission that meets the end of the intake
     * may be told twice, from two threads; the first counts.
     *
     * @return whether this was the first
     */
    boolean complete(Admission verdict);
}
