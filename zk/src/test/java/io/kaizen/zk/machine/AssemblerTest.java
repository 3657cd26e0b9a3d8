package io.kaizen.zk.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kaizen.zk.machine.Vector.Immediate;
import io.kaizen.zk.machine.Vector.Shift;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Encodings as GNU as writes them, and code that runs. */
class AssemblerTest {
    record Encoding(String text, String hex, Consumer<Assembler> instruction) {
        @Override
        public String toString() {
            return text;
        }
    }

    private static Encoding of(String text, String hex, Consumer<Assembler> instruction) {
        return new Encoding(text, hex, instruction);
    }

    static Stream<Encoding> encodings() {
        return Stream.of(
                of(
                        "vpmadd52luq zmm1, zmm22, zmm13",
                        "62d2cd40b4cd",
                        a -> a.op(Vector.VPMADD52LUQ, 1, 22, 13)),
                of(
                        "vpmadd52huq zmm31, zmm2, [rsi+0x1234]",
                        "6262ed48b5be34120000",
                        a -> a.op(Vector.VPMADD52HUQ, 31, 2, Register.RSI.at(0x1234))),
                of(
                        "vpaddq zmm9, zmm19, zmm29",
                        "6211e540d4cd",
                        a -> a.op(Vector.VPADDQ, 9, 19, 29)),
                of(
                        "vpsubq zmm4{k3}, zmm5, zmm6",
                        "62f1d54bfbe6",
                        a -> a.masked(Vector.VPSUBQ, 3, 4, 5, 6)),
                of(
                        "vpandq zmm16, zmm8, [r11-0x4001]",
                        "62c1bd48db83ffbfffff",
                        a -> a.op(Vector.VPANDQ, 16, 8, Register.R11.at(-0x4001))),
                of(
                        "vpunpckhqdq zmm7, zmm17, zmm27",
                        "6291f5406dfb",
                        a -> a.op(Vector.VPUNPCKHQDQ, 7, 17, 27)),
                of(
                        "vshufi64x2 zmm3, zmm18, zmm9, 0x88",
                        "62d3ed4043d988",
                        a -> a.op(Immediate.VSHUFI64X2, 3, 18, 9, 0x88)),
                of(
                        "vpshrdq zmm21, zmm10, zmm30, 52",
                        "6283ad4873ee34",
                        a -> a.op(Immediate.VPSHRDQ, 21, 10, 30, 52)),
                of(
                        "vpternlogq zmm2, zmm12, zmm22, 0x96",
                        "62b39d4825d696",
                        a -> a.op(Immediate.VPTERNLOGQ, 2, 12, 22, 0x96)),
                of(
                        "vpsrlq zmm20, zmm30, 52",
                        "6291dd4073d634",
                        a -> a.shift(Shift.VPSRLQ, 20, 30, 52)),
                of(
                        "vpsraq zmm1, zmm11, 48",
                        "62d1f54872e330",
                        a -> a.shift(Shift.VPSRAQ, 1, 11, 48)),
                of(
                        "vprolq zmm5, zmm25, 63",
                        "6291d54872c93f",
                        a -> a.shift(Shift.VPROLQ, 5, 25, 63)),
                of(
                        "vpsllq zmm23, [rdi+0x40000], 3",
                        "62f1c54073b70000040003",
                        a -> a.shift(Shift.VPSLLQ, 23, Register.RDI.at(0x40000), 3)),
                of(
                        "vmovdqu64 zmm31, [r8+0x4001]",
                        "6241fe486fb801400000",
                        a -> a.load(31, Register.R8.at(0x4001))),
                of(
                        "vmovdqu64 [r9+0x4008]{k2}, zmm17",
                        "62c1fe4a7f8908400000",
                        a -> a.store(2, Register.R9.at(0x4008), 17)),
                of("vmovdqu64 zmm8{k1}, zmm24", "6211fe496fc0", a -> a.move(1, 8, 24)),
                of("vptestmq k1, zmm20, zmm21", "62b2dd4027cd", a -> a.testAny(1, 20, 21)),
                of("vptestnmq k2, zmm3, zmm28", "6292e64827d4", a -> a.testNone(2, 3, 28)),
                of(
                        "kmovb k1, [r8+0x4001]",
                        "c4c179908801400000",
                        a -> a.loadMask(1, Register.R8.at(0x4001))),
                of(
                        "kmovb [r9+0x4048], k2",
                        "c4c179919148400000",
                        a -> a.storeMask(Register.R9.at(0x4048), 2)),
                of(
                        "mov rax, [r8+0x4038]",
                        "498b8038400000",
                        a -> a.load(Register.RAX, Register.R8.at(0x4038))),
                of(
                        "lea r8, [rdi+0x1000]",
                        "4c8d8700100000",
                        a -> a.address(Register.R8, Register.RDI.at(0x1000))),
                of("mov r9, 26", "49c7c11a000000", a -> a.set(Register.R9, 26)),
                of("add r8, 0x1000", "4981c000100000", a -> a.add(Register.R8, 0x1000)),
                of("vzeroupper", "c5f877", Assembler::zeroUpper));
    }

    @ParameterizedTest
    @MethodSource("encodings")
    void writesWhatAnotherAssemblerWrites(Encoding encoding) {
        Assembler out = new Assembler();
        encoding.instruction().accept(out);
        assertEquals(encoding.hex(), HexFormat.of().formatHex(out.code()));
    }

    @Test
    void aBaseThatNeedsAnotherEncodingIsRefused() {
        for (Register register : Register.values()) {
            assertEquals(register, register.at(0).base());
        }
        assertThrows(ArithmeticException.class, () -> new Memory(Register.RAX, 1).plus(-1 >>> 1));
    }

    @Test
    void loopsCallsAndJumpsRun() throws Throwable {
        assumeTrue(Processor.HAS_IFMA, "skipped: no AVX-512 IFMA on this machine");
        Assembler out = new Assembler();
        Assembler.Label addOnce = out.here();
        out.load(0, Register.RDI.at(0));
        out.op(Vector.VPADDQ, 0, 0, Register.RDI.at(64));
        out.store(Register.RDI.at(0), 0);
        out.ret();
        Assembler.Label entry = out.here();
        out.set(Register.RCX, 1000);
        Assembler.Jump ahead = out.jumpAhead();
        out.set(Register.RCX, 1);
        out.land(ahead);
        Assembler.Label again = out.here();
        out.call(addOnce);
        out.loop(Register.RCX, again);
        out.zeroUpper();
        out.ret();
        MachineCode code = MachineCode.install(out.code()).orElseThrow();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(128, 64);
            for (int lane = 0; lane < 8; lane++) {
                memory.setAtIndex(ValueLayout.JAVA_LONG, lane, lane);
                memory.setAtIndex(ValueLayout.JAVA_LONG, 8 + lane, 10L * lane);
            }
            code.function(entry, 1).invokeExact(memory);
            long[] sums = memory.asSlice(0, 64).toArray(ValueLayout.JAVA_LONG);
            long[] expected = new long[8];
            for (int lane = 0; lane < 8; lane++) {
                expected[lane] = lane * 10_001L;
            }
            assertArrayEquals(expected, sums);
        }
    }
}
