package org.ventral.tensor.spi;

/** No provider fits; the message lists every candidate, why it was refused, and what to do. */
public final class ProviderNotFoundException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    ProviderNotFoundException(String message) {
        super(message);
    }
}
