/**
 * Tensors, differentiation, and the contract of a backend. Depends on nothing but the JDK's base module.
 *
 * @uses org.ventral.tensor.spi.BackendProvider to find backends
 */
module org.ventral.tensor {
    exports org.ventral.tensor;
    exports org.ventral.tensor.graph;
    exports org.ventral.tensor.op;
    exports org.ventral.tensor.spi;

    uses org.ventral.tensor.spi.BackendProvider;

    provides org.ventral.tensor.spi.BackendProvider with org.ventral.tensor.reference.ReferenceBackendProvider;
}
