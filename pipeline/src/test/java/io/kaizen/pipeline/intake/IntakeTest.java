package io.kaizen.pipeline.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kaizen.exec.ledger.Bytes;
import io.kaizen.exec.ledger.Word;
import io.kaizen.pipeline.Doorbell;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The ring's edges, with nobody at its other end but the test. */
class IntakeTest {
    private static final Bytes JUNK = Bytes.fromHex("0xc0");

    private final Intake intake =
            new Intake(
                    4,
                    new Decoder(
                            new Decoder.Rules(
                                    Word.ONE, 1000, 1 << 24, Decoder.Unprotected.ALLOWED)),
                    List.of(new Doorbell(0, 0, 1), new Doorbell(0, 0, 1)),
                    new Doorbell(0, 0, 1),
                    Clock.systemUTC());

    private CompletableFuture<Admission> submit() {
        CompletableFuture<Admission> reply = new CompletableFuture<>();
        intake.submit(JUNK, reply::complete);
        return reply;
    }

    private static Refusal refusal(CompletableFuture<Admission> reply) {
        assertTrue(reply.isDone(), "no answer");
        return assertInstanceOf(Admission.Refused.class, reply.join()).reason();
    }

    @Test
    void nothingIsTakenBeforeItOpensAndAfterItClosed() {
        assertEquals(Refusal.NOT_ACCEPTING, refusal(submit()));
        intake.open(true);
        assertFalse(submit().isDone());
        intake.open(false);
        assertEquals(Refusal.NOT_ACCEPTING, refusal(submit()));
        assertEquals(1, intake.depth());
    }

    @Test
    void whileItIsHeldEverybodyIsToldWhy() {
        intake.open(true);
        intake.hold("no room");
        CompletableFuture<Admission> reply = submit();
        assertEquals(Refusal.DISK_LOW, refusal(reply));
        assertEquals("no room", ((Admission.Refused) reply.join()).message());
        assertEquals(1, intake.meter().heldCount());
        intake.hold(null);
        assertFalse(submit().isDone());
        assertEquals(1, intake.depth());
    }

    @Test
    void aFullRingIsBusyUntilASlotWasAdmitted() throws Exception {
        intake.open(true);
        for (int i = 0; i < 4; i++) {
            assertFalse(submit().isDone());
        }
        CompletableFuture<Admission> fifth = submit();
        assertEquals(Refusal.BUSY, refusal(fifth));
        for (RecoverStage worker : intake.workers()) {
            assertEquals(1, worker.doWork());
        }
        assertEquals(Refusal.BUSY, refusal(submit()));
        List<Decoded> decoded = new ArrayList<>();
        intake.admissionPoller()
                .poll((event, sequence, endOfBatch) -> {
                    decoded.add(event.decoded());
                    return false;
                });
        assertInstanceOf(Decoded.Invalid.class, decoded.getFirst());
        assertFalse(submit().isDone());
    }

    @Test
    void whatIsLeftInTheRingAtTheEndIsAnsweredAndSoIsWhatComesTooLate() {
        intake.open(true);
        CompletableFuture<Admission> left = submit();
        assertFalse(left.isDone());
        intake.end();
        assertEquals(Refusal.NOT_ACCEPTING, refusal(left));
        // As a submitter that saw the ring open before the end, and publishes after it.
        intake.open(true);
        assertEquals(Refusal.NOT_ACCEPTING, refusal(submit()));
    }
}
