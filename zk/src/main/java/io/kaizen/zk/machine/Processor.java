package io.kaizen.zk.machine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * What this processor and its system have of AVX-512, asked of the processor itself (CPUID, XGETBV;
 * Intel SDM, volume 1, §15.2).
 */
public final class Processor {
    /**
     * Whether eight 64-bit lanes with 52-bit multiplication can be used: AVX-512 F, DQ, IFMA and
     * VBMI2, with the registers saved by the system.
     */
    public static final boolean HAS_IFMA = ask();

    private static final int LEAF_FEATURES = 1;
    private static final int LEAF_EXTENDED_FEATURES = 7;

    /** Leaf 1, ECX: the system has switched XGETBV on. */
    private static final int OSXSAVE = 1 << 27;

    /** Leaf 7, EBX: F, DQ, IFMA. */
    private static final int AVX512_F_DQ_IFMA = 1 << 16 | 1 << 17 | 1 << 21;

    /** Leaf 7, ECX. */
    private static final int AVX512_VBMI2 = 1 << 6;

    /** XCR0: SSE, AVX, masks, upper halves, upper registers. */
    private static final int STATE_AVX512 = 0b1110_0110;

    private Processor() {}

    private static boolean ask() {
        Assembler out = new Assembler();
        Assembler.Label cpuid = out.here();
        // void cpuid(int *answer): answer[0..3] are EAX and ECX in, EAX, EBX, ECX, EDX out.
        out.octets(0x53); // push rbx
        out.octets(0x8b, 0x07); // mov eax, [rdi]
        out.octets(0x8b, 0x4f, 0x08); // mov ecx, [rdi + 8]
        out.octets(0x0f, 0xa2); // cpuid
        out.octets(0x89, 0x07); // mov [rdi], eax
        out.octets(0x89, 0x5f, 0x04); // mov [rdi + 4], ebx
        out.octets(0x89, 0x4f, 0x08); // mov [rdi + 8], ecx
        out.octets(0x89, 0x57, 0x0c); // mov [rdi + 12], edx
        out.octets(0x5b); // pop rbx
        out.ret();
        Assembler.Label xgetbv = out.here();
        // void xgetbv(int *answer): the low half of XCR0.
        out.octets(0x31, 0xc9); // xor ecx, ecx
        out.octets(0x0f, 0x01, 0xd0); // xgetbv
        out.octets(0x89, 0x07); // mov [rdi], eax
        out.ret();
        return MachineCode.install(out.code())
                .map(code -> hasIfma(code.function(cpuid, 1), code.function(xgetbv, 1)))
                .orElse(false);
    }

    private static boolean hasIfma(MethodHandle cpuid, MethodHandle xgetbv) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment answer = arena.allocate(ValueLayout.JAVA_INT, 4);
            leaf(cpuid, answer, 0);
            if (word(answer, 0) < LEAF_EXTENDED_FEATURES) {
                return false;
            }
            leaf(cpuid, answer, LEAF_FEATURES);
            if ((word(answer, 2) & OSXSAVE) == 0) {
                return false;
            }
            xgetbv.invokeExact(answer);
            if ((word(answer, 0) & STATE_AVX512) != STATE_AVX512) {
                return false;
            }
            leaf(cpuid, answer, LEAF_EXTENDED_FEATURES);
            return (word(answer, 1) & AVX512_F_DQ_IFMA) == AVX512_F_DQ_IFMA
                    && (word(answer, 2) & AVX512_VBMI2) != 0;
        } catch (RuntimeException | Error thrown) {
            throw thrown;
        } catch (Throwable thrown) {
            throw new IllegalStateException("CPUID failed to run", thrown);
        }
    }

    private static void leaf(MethodHandle cpuid, MemorySegment answer, int leaf) throws Throwable {
        answer.fill((byte) 0);
        answer.setAtIndex(ValueLayout.JAVA_INT, 0, leaf);
        cpuid.invokeExact(answer);
    }

    private static int word(MemorySegment answer, int index) {
        return answer.getAtIndex(ValueLayout.JAVA_INT, index);
    }
}
