/** JMH benchmarks of the kernels, through the public API. */
package org.ventral.tools.bench;
