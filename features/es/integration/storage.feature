# language: es
# Generado con «interop translate» a partir de features/integration/storage.feature: no se modifica aquí.
# Ningún clínico nativo ha revisado todavía esta traducción.
@RAD-8
Característica: Una imagen que el archivo ha aceptado está allí, completa y sin cambios
  El equipo borra lo que el archivo ha aceptado.
  Una imagen aceptada y no guardada, o guardada y alterada, está perdida para el paciente.

  Regla: Lo que se acepta se puede recuperar, bit a bit

    @FIELD-17 @TC-STO-001 @shall @positive
    Esquema del escenario: Las imágenes de la exploración "<exploración>" vuelven tal como se hicieron
      Dado que la paciente "Ana Torres" consta en admisión
      Y la exploración "<exploración>" de la paciente "Ana Torres" está programada en el equipo "<equipo>"
      Cuando el técnico realiza la exploración "<exploración>" de la paciente "Ana Torres" en el equipo "<equipo>"
      Entonces las imágenes de la exploración "<exploración>" de la paciente "Ana Torres" están almacenadas en el sistema "PACS" y se pueden recuperar
      Y las imágenes recuperadas de la exploración "<exploración>" de la paciente "Ana Torres" son las que se hicieron, píxel a píxel y palabra por palabra

      Ejemplos:
        | exploración                          | equipo |
        | TC de tórax                          | CT_ER1 |
        | RM de rodilla — lado derecho         | MR_1   |
        | Radiografía de mano — lado izquierdo | DX_1   |
        | Radiografía de tórax portátil        | CR_1   |
        | Ecografía abdominal                  | US_1   |
        | Mamografía bilateral                 | MG_1   |

    @TC-STO-002 @shall @positive
    Escenario: El informe de dosis llega con la exploración
      Dado que la exploración "TC de tórax" del paciente "Luis Mba" está programada en el equipo "CT_ER1"
      Cuando el técnico inicia en el equipo "CT_ER1" la exploración "TC de tórax" del paciente "Luis Mba"
      Y el técnico adquiere 2 imágenes de la exploración "TC de tórax" del paciente "Luis Mba"
      Y el equipo "CT_ER1" envía el informe de dosis de la exploración "TC de tórax" del paciente "Luis Mba"
      Y el técnico termina la exploración "TC de tórax" del paciente "Luis Mba"
      Entonces el informe de dosis de la exploración "TC de tórax" del paciente "Luis Mba" está en el sistema "PACS" junto a las imágenes

    @RAD-18 @TC-STO-003 @shall @positive
    Escenario: Una reconstrucción posterior se une al mismo estudio como serie propia
      Dado que el paciente "Luis Mba" consta en admisión
      Y la exploración "TC de tórax" del paciente "Luis Mba" se ha realizado en el equipo "CT_ER1"
      Cuando el radiólogo guarda una captura secundaria con la exploración "TC de tórax" del paciente "Luis Mba"
      Entonces el número de series de la exploración "TC de tórax" del paciente "Luis Mba" en el sistema "PACS" es 2
      Y las imágenes de la exploración "TC de tórax" del paciente "Luis Mba" están almacenadas en el sistema "PACS" y se pueden recuperar

    @FIELD-14 @TC-STO-004 @shall @positive
    Escenario: Las imágenes comprimidas siguen comprimidas tal como se enviaron
      Dado que la paciente "Ana Torres" consta en admisión
      Y la exploración "Radiografía de tórax" de la paciente "Ana Torres" está programada en el equipo "DX_1"
      Cuando el técnico realiza la exploración "Radiografía de tórax" de la paciente "Ana Torres" en el equipo "DX_1" con compresión sin pérdida
      Entonces las imágenes de la exploración "Radiografía de tórax" de la paciente "Ana Torres" están almacenadas en el sistema "PACS" y se pueden recuperar
      Y las imágenes recuperadas de la exploración "Radiografía de tórax" de la paciente "Ana Torres" siguen comprimidas tal como se enviaron

    @FIELD-13 @TC-STO-005 @shall @positive
    Escenario: Se almacena un estudio con el número más largo que permite la norma
      Dado que el paciente "Luis Mba" consta en admisión
      Cuando el técnico realiza en el equipo "CT_ER1" la exploración no programada "TC de tórax" del paciente "Luis Mba" con un número de estudio de 64 caracteres
      Entonces las imágenes de la exploración "TC de tórax" del paciente "Luis Mba" están almacenadas en el sistema "PACS" y se pueden recuperar

  Regla: Lo que no se guarda se rechaza en términos claros

    @FIELD-09 @TC-STO-006 @shall @negative
    Escenario: Una imagen que no es lo que dice ser
      Dado que la paciente "Ana Torres" consta en admisión
      Y la exploración "TC de tórax" de la paciente "Ana Torres" está programada en el equipo "CT_ER1"
      Cuando el equipo "CT_ER1" envía una imagen sin número propio de la exploración "TC de tórax" de la paciente "Ana Torres"
      Entonces el sistema "PACS" rechaza la imagen
      Y el número de imágenes de la exploración "TC de tórax" de la paciente "Ana Torres" en el sistema "PACS" es 0

    @FIELD-07 @TC-STO-007 @shall @negative
    Escenario: Un equipo llama al archivo por un nombre erróneo
      Dado que la exploración "TC de tórax" de la paciente "Ana Torres" se ha realizado en el equipo "CT_ER1"
      Cuando el equipo "CT_ER1" llama al sistema "PACS" con el nombre "PACS_OLD"
      Entonces el sistema "PACS" rechaza la conexión con el motivo "nombre llamado no reconocido"

    @FIELD-09 @TC-STO-010 @shall @negative
    Escenario: Lo que no cabía en el archivo se vuelve a enviar cuando hay sitio
      Dado que el paciente "Luis Mba" consta en admisión
      Y la exploración "RM cerebral" del paciente "Luis Mba" está programada en el equipo "MR_1"
      Cuando el técnico realiza la exploración "RM cerebral" del paciente "Luis Mba" en el equipo "MR_1" mientras el sistema "PACS" no tiene sitio para imágenes
      Y el sistema "PACS" vuelve a tener sitio para imágenes
      Entonces el equipo "MR_1" vuelve a enviar las imágenes que no cabían en el sistema "PACS"
      Y el número de imágenes de la exploración "RM cerebral" del paciente "Luis Mba" en el sistema "PACS" es 2

    @RAD-18 @TC-STO-009 @shall @negative
    Escenario: Una reconstrucción enviada dos veces es una sola serie
      Dado que la exploración "TC de tórax" del paciente "Luis Mba" se ha realizado en el equipo "CT_ER1"
      Cuando el radiólogo guarda una captura secundaria con la exploración "TC de tórax" del paciente "Luis Mba"
      Y el equipo "CT_ER1" vuelve a enviar las imágenes de la exploración "TC de tórax" del paciente "Luis Mba"
      Entonces el número de series de la exploración "TC de tórax" del paciente "Luis Mba" en el sistema "PACS" es 2
      Y el número de imágenes de la exploración "TC de tórax" del paciente "Luis Mba" en el sistema "PACS" es 3

    @TC-STO-008 @shall @negative
    Escenario: Una imagen enviada dos veces es una sola imagen
      Dado que la paciente "Ana Torres" consta en admisión
      Y la exploración "TC de tórax" de la paciente "Ana Torres" se ha realizado en el equipo "CT_ER1"
      Cuando el equipo "CT_ER1" vuelve a enviar las imágenes de la exploración "TC de tórax" de la paciente "Ana Torres"
      Entonces el número de imágenes de la exploración "TC de tórax" de la paciente "Ana Torres" en el sistema "PACS" es 2
