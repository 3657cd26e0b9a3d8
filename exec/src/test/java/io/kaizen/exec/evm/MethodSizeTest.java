package io.kaizen.exec.evm;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A method of 8,000 bytecodes or more is never compiled by HotSpot. */
class MethodSizeTest {
    private static final int BYTECODES_MAX = 8000;

    @Test
    void the_interpreter_stays_compilable() throws IOException {
        ClassModel model;
        try (InputStream bytes = Interpreter.class.getResourceAsStream("Interpreter.class")) {
            model = ClassFile.of().parse(Objects.requireNonNull(bytes).readAllBytes());
        }
        int largest = 0;
        for (MethodModel method : model.methods()) {
            int length =
                    method.findAttribute(Attributes.code())
                            .map(code -> code.codeLength())
                            .orElse(0);
            assertTrue(
                    length < BYTECODES_MAX,
                    () -> method.methodName().stringValue() + " has " + length + " bytecodes");
            largest = Math.max(largest, length);
        }
        assertTrue(largest > 1000, "the loop was not found");
    }
}
