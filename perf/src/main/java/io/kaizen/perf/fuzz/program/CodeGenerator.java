package io.kaizen.perf.fuzz.program;

import io.kaizen.exec.evm.Opcode;
import io.kaizen.exec.evm.Revision;
import io.kaizen.exec.ledger.Bytes;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** Writes contracts: the profile says which snippets are likely. */
final class CodeGenerator {
    private static final Map<Profile, Menu> MENUS = menus();

    /** Creations inside creations would have no end. */
    private static final Menu SMALL =
            new Menu()
                    .with(4, PlainCode::arithmetic)
                    .with(2, PlainCode::environment)
                    .with(3, MemoryCode::write)
                    .with(4, StorageCode::write)
                    .with(1, FlowCode::write)
                    .with(3, CallCode::write);

    /** Of code within code: it may call any contract. */
    static final int NO_RANK = -1;

    private CodeGenerator() {}

    private static Map<Profile, Menu> menus() {
        Map<Profile, Menu> menus = new EnumMap<>(Profile.class);
        for (Profile profile : Profile.values()) {
            menus.put(profile, new Menu().with(3, PlainCode::arithmetic));
            menu(menus, profile)
                    .with(2, PlainCode::stack)
                    .with(2, PlainCode::environment)
                    .with(1, PlainCode::measured)
                    .with(2, MemoryCode::write)
                    .with(2, StorageCode::write)
                    .with(1, FlowCode::write)
                    .with(1, CallCode::write);
        }
        menu(menus, Profile.ARITHMETIC).with(30, PlainCode::arithmetic).with(8, PlainCode::stack);
        menu(menus, Profile.FLOW).with(15, FlowCode::write);
        menu(menus, Profile.MEMORY).with(20, MemoryCode::write).with(1, MemoryCode::expand);
        menu(menus, Profile.STORAGE).with(30, StorageCode::write).with(4, CallCode::write);
        menu(menus, Profile.CALLS).with(20, CallCode::write).with(2, PlainCode::account);
        menu(menus, Profile.PRECOMPILES).with(12, CallCode::precompile);
        menu(menus, Profile.CREATIONS).with(12, CreateCode::write).with(3, CallCode::write);
        menu(menus, Profile.DELEGATIONS).with(14, CallCode::write).with(8, PlainCode::account);
        menu(menus, Profile.MIXED)
                .with(6, FlowCode::write)
                .with(6, MemoryCode::write)
                .with(6, StorageCode::write)
                .with(6, CallCode::write)
                .with(2, CallCode::precompile)
                .with(2, CreateCode::write)
                .with(1, PlainCode::any);
        return menus;
    }

    private static Menu menu(Map<Profile, Menu> menus, Profile profile) {
        return Objects.requireNonNull(menus.get(profile));
    }

    static Bytes code(Profile profile, Dice dice, Cast cast, Revision revision, int rank) {
        if (profile == Profile.RAW) {
            return raw(dice, cast, revision, rank);
        }
        Scene scene = new Scene(dice, cast, revision, rank, menu(MENUS, profile));
        return structured(scene, dice.between(3, 30));
    }

    /** For runtime code and init code within programs. */
    static Bytes small(Dice dice, Cast cast, Revision revision) {
        return structured(new Scene(dice, cast, revision, NO_RANK, SMALL), dice.between(1, 6));
    }

    private static Bytes structured(Scene scene, int snippets) {
        scene.snippets(snippets);
        Endings.write(scene);
        return scene.code.finish();
    }

    /** Bytes from a hat, opcodes from a hat, or written code with a few bytes changed. */
    private static Bytes raw(Dice dice, Cast cast, Revision revision, int rank) {
        return switch (dice.below(4)) {
            case 0 -> Bytes.wrap(dice.bytes(1 + dice.below(300)));
            case 1 -> Bytes.wrap(opcodes(dice));
            default -> changed(code(Profile.MIXED, dice, cast, revision, rank).toArray(), dice);
        };
    }

    private static Bytes changed(byte[] bytes, Dice dice) {
        int changes = 1 + dice.below(6);
        for (int i = 0; i < changes; i++) {
            bytes[dice.below(bytes.length)] = (byte) dice.next();
        }
        return Bytes.wrap(bytes);
    }

    /** Small constants and any defined opcode in turn, so that most find operands. */
    private static byte[] opcodes(Dice dice) {
        CodeWriter code = new CodeWriter();
        int count = dice.between(10, 150);
        for (int i = 0; i < count; i++) {
            if (dice.chance(55)) {
                code.push(dice.oneIn(6) ? EdgeWords.pick(dice).w0() : dice.below(64));
            } else {
                int opcode = dice.below(256);
                code.op(Instruction.of(opcode) == null ? Opcode.DUP1 + dice.below(16) : opcode);
            }
        }
        return code.finish().array();
    }

    /** One call to itself, or one creation of itself, in every frame. */
    static Bytes deep(Dice dice, Revision revision) {
        CodeWriter code = new CodeWriter();
        int words = dice.oneIn(3) ? dice.below(900) : 0;
        for (int i = 0; i < words; i++) {
            code.op(Opcode.GAS);
        }
        if (dice.oneIn(4)) {
            code.push(1).push(dice.below(3)).op(Opcode.SSTORE);
        }
        if (dice.oneIn(4)) {
            code.op(Opcode.CODESIZE).push(0).push(0).op(Opcode.CODECOPY);
            code.op(Opcode.CODESIZE).push(0).push(0).op(Opcode.CREATE);
        } else {
            boolean hasStatic = revision.atLeast(Revision.BYZANTIUM);
            int opcode =
                    dice.pick(
                            Opcode.CALL,
                            Opcode.CALLCODE,
                            Opcode.DELEGATECALL,
                            hasStatic ? Opcode.STATICCALL : Opcode.CALL);
            int operands = opcode == Opcode.CALL || opcode == Opcode.CALLCODE ? 5 : 4;
            for (int i = 0; i < operands; i++) {
                code.push(i == 0 || i == 2 ? 32 : 0);
            }
            code.op(Opcode.ADDRESS, Opcode.GAS, opcode);
        }
        code.push(0).op(Opcode.MLOAD, Opcode.ADD, Opcode.GAS, Opcode.XOR).push(0).op(Opcode.MSTORE);
        code.push(32).push(0).op(dice.oneIn(8) ? Opcode.INVALID : Opcode.RETURN);
        return code.finish();
    }
}
