/** The CPU backend. It exports nothing: it is found through {@code BackendProvider} and used through {@code org.ventral.tensor}. */
module org.ventral.backend.cpu {
    requires org.ventral.tensor;
    requires jdk.incubator.vector;

    provides org.ventral.tensor.spi.BackendProvider with org.ventral.backend.cpu.CpuBackendProvider;
}
