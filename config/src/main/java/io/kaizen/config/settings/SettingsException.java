package io.kaizen.config.settings;

/** A setting that cannot be used; the message names its key and shows the value. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SettingsException(String message) {
        super(message);
    }
}
