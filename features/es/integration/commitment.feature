# language: es
# Generado con «interop translate» a partir de features/integration/commitment.feature: no se modifica aquí.
# Ningún clínico nativo ha revisado todavía esta traducción.
@RAD-10 @DICOM.PS3.4.J
Característica: El equipo borra una imagen solo cuando el archivo ha respondido de ella
  Los discos locales son pequeños, y las imágenes se borran en cuanto el archivo las asume.
  Una confirmación que dice más que la verdad destruye una exploración.

  Regla: El archivo responde de cada imagen por la que se le pregunta

    @TC-COM-001 @shall @positive
    Escenario: Un estudio completo se confirma
      Dado que la paciente "Ana Torres" consta en admisión
      Y la exploración "TC de tórax" de la paciente "Ana Torres" se ha realizado en el equipo "CT_ER1"
      Cuando el equipo "CT_ER1" pide al sistema "PACS" el compromiso de almacenamiento de las imágenes de la exploración "TC de tórax" de la paciente "Ana Torres"
      Entonces el sistema "PACS" confirma el compromiso de almacenamiento de la exploración "TC de tórax" de la paciente "Ana Torres"
      Y las imágenes de la exploración "TC de tórax" de la paciente "Ana Torres" están almacenadas en el sistema "PACS" y se pueden recuperar

    @FIELD-12 @MESA-251 @TC-COM-002 @shall @positive
    Escenario: La respuesta llega después, por una conexión que abre el archivo
      Dado que el paciente "Luis Mba" consta en admisión
      Y la exploración "RM cerebral" del paciente "Luis Mba" se ha realizado en el equipo "MR_1"
      Cuando el equipo "MR_1" pide al sistema "PACS" el compromiso de almacenamiento de las imágenes de la exploración "RM cerebral" del paciente "Luis Mba" y corta la conexión
      Entonces el sistema "PACS" confirma el compromiso de almacenamiento de la exploración "RM cerebral" del paciente "Luis Mba"
      Y la confirmación de la exploración "RM cerebral" del paciente "Luis Mba" llega por una conexión abierta por el sistema "PACS"

  Regla: Lo que el archivo no tiene se nombra, imagen por imagen

    @TC-COM-003 @shall @negative
    Escenario: Una imagen de tres no llegó nunca
      Dado que la paciente "Ana Torres" consta en admisión
      Y la exploración "TC de tórax" de la paciente "Ana Torres" se ha realizado en el equipo "CT_ER1"
      Cuando el equipo "CT_ER1" pide al sistema "PACS" el compromiso de almacenamiento también de una imagen nunca enviada de la exploración "TC de tórax" de la paciente "Ana Torres"
      Entonces el sistema "PACS" responde de 2 imágenes de la exploración "TC de tórax" de la paciente "Ana Torres" y declara 1 como ausente

    @FIELD-09 @TC-COM-004 @shall @negative
    Escenario: No ha llegado nada del estudio
      Dado que la paciente "Ana Torres" consta en admisión
      Y la exploración "TC de tórax" de la paciente "Ana Torres" está programada en el equipo "CT_ER1"
      Cuando el técnico hace 2 imágenes de la exploración "TC de tórax" de la paciente "Ana Torres" y no las envía
      Y el equipo "CT_ER1" pide al sistema "PACS" el compromiso de almacenamiento de las imágenes de la exploración "TC de tórax" de la paciente "Ana Torres"
      Entonces el sistema "PACS" responde de 0 imágenes de la exploración "TC de tórax" de la paciente "Ana Torres" y declara 2 como ausentes

    @TC-COM-005 @shall @negative
    Escenario: Se vuelve a preguntar al archivo más tarde y sigue diciendo la verdad
      Dado que la exploración "Radiografía de tórax" del paciente "Luis Mba" está programada en el equipo "DX_1"
      Cuando el técnico hace 1 imagen de la exploración "Radiografía de tórax" del paciente "Luis Mba" y no la envía
      Y el equipo "DX_1" pide al sistema "PACS" el compromiso de almacenamiento de las imágenes de la exploración "Radiografía de tórax" del paciente "Luis Mba"
      Entonces el sistema "PACS" responde de 0 imágenes de la exploración "Radiografía de tórax" del paciente "Luis Mba" y declara 1 como ausente
      Cuando el equipo "DX_1" vuelve a enviar las imágenes de la exploración "Radiografía de tórax" del paciente "Luis Mba"
      Y el equipo "DX_1" pide al sistema "PACS" el compromiso de almacenamiento de las imágenes de la exploración "Radiografía de tórax" del paciente "Luis Mba"
      Entonces el sistema "PACS" confirma el compromiso de almacenamiento de la exploración "Radiografía de tórax" del paciente "Luis Mba"
