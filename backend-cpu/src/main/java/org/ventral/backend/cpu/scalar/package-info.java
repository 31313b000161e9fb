/** The innermost loops in plain Java, for virtual machines without the Vector API. */
package org.ventral.backend.cpu.scalar;
