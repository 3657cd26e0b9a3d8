package io.kaizen.ingress.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class BodyCollectorTest {
    private static final long SEED = Long.getLong("kaizen.seed", System.nanoTime());

    @Test
    void partsAreJoinedAndStayWithWhoSentThem() {
        Random random = new Random(SEED);
        byte[] body = new byte[100_000];
        random.nextBytes(body);
        BodyCollector collector = new BodyCollector(ByteBufAllocator.DEFAULT, 5_000_000, -1);
        for (int at = 0; at < body.length; ) {
            int size = Math.min(body.length - at, random.nextInt(9_000));
            ByteBuf part = Unpooled.copiedBuffer(body, at, size);
            assertFalse(collector.append(part));
            assertEquals(size, part.readableBytes());
            part.setZero(0, size);
            part.release();
            at += size;
        }
        byte[] whole = collector.bytes();
        collector.release();
        assertArrayEquals(body, whole, "seed " + SEED);
    }

    @Test
    void aBodyOfExactlyTheLimitIsTakenAndAByteMoreIsNot() {
        BodyCollector collector = new BodyCollector(ByteBufAllocator.DEFAULT, 10, -1);
        collector.append(Unpooled.wrappedBuffer(new byte[10]));
        assertFalse(collector.isOver());
        assertEquals(10, collector.bytes().length);
        collector.append(Unpooled.wrappedBuffer(new byte[1]));
        assertTrue(collector.isOver());
        assertEquals(0, collector.bytes().length);
        collector.release();
    }

    @Test
    void whoDeclaredTooMuchIsHeardOutAndWhoDeclaredNothingIsNot() {
        BodyCollector declared = new BodyCollector(ByteBufAllocator.DEFAULT, 10, 40);
        BodyCollector undeclared = new BodyCollector(ByteBufAllocator.DEFAULT, 10, -1);
        for (int sent = 1; sent <= 41; sent++) {
            assertEquals(sent > 40, declared.append(Unpooled.wrappedBuffer(new byte[1])));
            assertEquals(sent > 10, undeclared.append(Unpooled.wrappedBuffer(new byte[1])));
        }
        assertTrue(declared.isOver());
        assertTrue(undeclared.isOver());
        assertTrue(BodyCollector.isReadToItsEnd(40, 10));
        assertFalse(BodyCollector.isReadToItsEnd(41, 10));
        declared.release();
        undeclared.release();
    }

    @Test
    void noBodyIsEmpty() {
        BodyCollector collector = new BodyCollector(ByteBufAllocator.DEFAULT, 10, -1);
        assertEquals(0, collector.bytes().length);
        collector.release();
    }

    @Test
    void itsMemoryIsGivenBack() {
        UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(false);
        BodyCollector collector = new BodyCollector(memory, 1 << 20, -1);
        collector.append(Unpooled.wrappedBuffer(new byte[100_000]));
        assertTrue(memory.metric().usedHeapMemory() >= 100_000);
        collector.release();
        assertEquals(0, memory.metric().usedHeapMemory());
    }
}
