/** Makes the optimizers of this module known to {@link java.util.ServiceLoader}. */
package org.ventral.optim.provider;
