package io.kaizen.perf.crash;

/** What is on the disk for sure of one file or folder; it is the same one under another name. */
sealed interface Image permits FileImage, FolderImage {}
