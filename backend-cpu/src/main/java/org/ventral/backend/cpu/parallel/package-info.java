/** The threads of the CPU backend and their working memory: {@link org.ventral.backend.cpu.parallel.Workers} runs the tiles of a kernel, {@link org.ventral.backend.cpu.parallel.Scratch} keeps arrays for them. */
package org.ventral.backend.cpu.parallel;
