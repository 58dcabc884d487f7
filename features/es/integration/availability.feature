# language: es
# Generado con «interop translate» a partir de features/integration/availability.feature: no se modifica aquí.
# Ningún clínico nativo ha revisado todavía esta traducción.
@RAD-11 @RAD-49
Característica: Se empieza a informar cuando las imágenes están, ni antes ni nunca
  La lista de lectura abre un estudio cuando el archivo de imágenes dice que está disponible.
  Un aviso que falta deja un estudio sin leer; uno prematuro hace leer la mitad de las imágenes.

  Regla: El archivo de imágenes anuncia lo que guarda, una vez y con verdad

    @MESA-134 @FIELD-18 @TC-AVL-001 @shall @positive
    Escenario: Un estudio almacenado se anuncia una vez
      Dado que la paciente "Ana Torres" consta en admisión
      Y la exploración "TC de tórax" de la paciente "Ana Torres" está programada en el equipo "CT_ER1"
      Cuando el técnico realiza la exploración "TC de tórax" de la paciente "Ana Torres" en el equipo "CT_ER1"
      Entonces el sistema "RIS" recibe una sola vez el aviso de que las imágenes de la exploración "TC de tórax" de la paciente "Ana Torres" están disponibles
      Y el aviso de la exploración "TC de tórax" de la paciente "Ana Torres" nombra exactamente las imágenes que se hicieron

    @MESA-101 @TC-AVL-002 @shall @positive
    Escenario: El número de imágenes pasa de ninguna a todas
      Dado que el paciente "Luis Mba" consta en admisión
      Y la exploración "RM cerebral" del paciente "Luis Mba" está programada en el equipo "MR_1"
      Entonces el número de imágenes de la exploración "RM cerebral" del paciente "Luis Mba" en el sistema "PACS" es 0
      Cuando el técnico realiza la exploración "RM cerebral" del paciente "Luis Mba" en el equipo "MR_1"
      Entonces el número de imágenes de la exploración "RM cerebral" del paciente "Luis Mba" en el sistema "PACS" es 2

    @TC-AVL-003 @shall @negative
    Escenario: Una imagen rechazada no se anuncia
      Dado que la paciente "Ana Torres" consta en admisión
      Y la exploración "TC de tórax" de la paciente "Ana Torres" está programada en el equipo "CT_ER1"
      Cuando el equipo "CT_ER1" envía una imagen sin número propio de la exploración "TC de tórax" de la paciente "Ana Torres"
      Entonces el sistema "PACS" rechaza la imagen
      Y no se anuncia como disponible ninguna imagen de la exploración "TC de tórax" de la paciente "Ana Torres"
