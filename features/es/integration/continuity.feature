# language: es
# Generado con «interop translate» a partir de features/integration/continuity.feature: no se modifica aquí.
# Ningún clínico nativo ha revisado todavía esta traducción.
@CONTINUITY
Característica: El trabajo sigue cuando falla un sistema o una línea, y después nada se pierde ni se duplica
  La corriente y los enlaces fallan todas las semanas.
  Lo que se hizo durante la avería debe encontrarse después, una sola vez.

  Regla: Un equipo guarda lo que no pudo enviar, y lo envía una vez

    @RAD-8 @TC-CON-001 @shall @negative
    Escenario: Se corta el enlace con el archivo durante el envío de imágenes
      Dado que la paciente "Ana Torres" consta en admisión
      Y la exploración "TC de tórax" de la paciente "Ana Torres" está programada en el equipo "CT_ER1"
      Cuando se corta el enlace entre el equipo "CT_ER1" y el sistema "PACS" durante el envío de la exploración "TC de tórax" de la paciente "Ana Torres"
      Y se restablece el enlace entre el equipo "CT_ER1" y el sistema "PACS"
      Entonces el número de imágenes de la exploración "TC de tórax" de la paciente "Ana Torres" en el sistema "PACS" es 12
      Y las imágenes de la exploración "TC de tórax" de la paciente "Ana Torres" están almacenadas en el sistema "PACS" y se pueden recuperar

    @RAD-8 @TC-CON-002 @shall @negative
    Escenario: El archivo no es accesible cuando termina la exploración
      Dado que el paciente "Luis Mba" consta en admisión
      Y la exploración "RM cerebral" del paciente "Luis Mba" está programada en el equipo "MR_1"
      Cuando el técnico realiza la exploración "RM cerebral" del paciente "Luis Mba" mientras el sistema "PACS" no es accesible desde el equipo "MR_1"
      Y se restablece el enlace entre el equipo "MR_1" y el sistema "PACS"
      Entonces el número de imágenes de la exploración "RM cerebral" del paciente "Luis Mba" en el sistema "PACS" es 2
      Y las imágenes de la exploración "RM cerebral" del paciente "Luis Mba" están almacenadas en el sistema "PACS" y se pueden recuperar

    @RAD-8 @TC-CON-007 @shall @negative
    Escenario: El enlace con el archivo se corta en cada punto de una transmisión
      Dado que la paciente "Rosa Eyang" consta en admisión
      Y la exploración "TC de tórax" de la paciente "Rosa Eyang" está programada en el equipo "CT_ER1"
      Cuando se corta el enlace entre el equipo "CT_ER1" y el sistema "PACS" después de cada mensaje, uno tras otro, durante el envío de la exploración "TC de tórax" de la paciente "Rosa Eyang"
      Entonces las imágenes de la exploración "TC de tórax" de la paciente "Rosa Eyang" están almacenadas en el sistema "PACS" y se pueden recuperar
      Y las imágenes recuperadas de la exploración "TC de tórax" de la paciente "Rosa Eyang" son las que se hicieron, píxel a píxel y palabra por palabra

    @RAD-8 @TC-CON-008 @shall @negative
    Escenario: El enlace con el archivo está cortado diez días
      Dado que el paciente "Carlos Nve" consta en admisión
      Y la exploración "RM cerebral" del paciente "Carlos Nve" está programada en el equipo "MR_1"
      Cuando el técnico realiza la exploración "RM cerebral" del paciente "Carlos Nve" mientras el enlace entre el equipo "MR_1" y el sistema "PACS" está cortado durante 10 días
      Entonces el número de imágenes de la exploración "RM cerebral" del paciente "Carlos Nve" en el sistema "PACS" es 4
      Y las imágenes de la exploración "RM cerebral" del paciente "Carlos Nve" están almacenadas en el sistema "PACS" y se pueden recuperar

    @RAD-8 @TC-CON-009 @shall @positive
    Esquema del escenario: Las imágenes llegan por una línea como "<line>"
      Dado que el paciente "Luis Mba" consta en admisión
      Y la exploración "Radiografía de tórax" del paciente "Luis Mba" está programada en el equipo "DX_1"
      Cuando el técnico realiza la exploración "Radiografía de tórax" del paciente "Luis Mba" en el equipo "DX_1" por una línea como "<line>"
      Entonces el número de imágenes de la exploración "Radiografía de tórax" del paciente "Luis Mba" en el sistema "PACS" es 2
      Y las imágenes de la exploración "Radiografía de tórax" del paciente "Luis Mba" están almacenadas en el sistema "PACS" y se pueden recuperar

      Ejemplos:
        | line      |
        | 3g-lossy  |
        | vsat-384k |

    @RAD-8 @TC-CON-010 @shall @negative
    Escenario: El archivo se queda sin corriente durante el envío de imágenes
      Dado que la paciente "Ana Torres" consta en admisión
      Y la exploración "TC de tórax" de la paciente "Ana Torres" está programada en el equipo "CT_ER1"
      Cuando el sistema "PACS" se queda sin corriente mientras se envía la exploración "TC de tórax" de la paciente "Ana Torres" desde el equipo "CT_ER1"
      Y se restablece el enlace entre el equipo "CT_ER1" y el sistema "PACS"
      Entonces el número de imágenes de la exploración "TC de tórax" de la paciente "Ana Torres" en el sistema "PACS" es 12
      Y las imágenes de la exploración "TC de tórax" de la paciente "Ana Torres" están almacenadas en el sistema "PACS" y se pueden recuperar

    @RAD-8 @TC-CON-011 @shall @negative
    Escenario: El archivo recibe las imágenes y sus respuestas se pierden
      Dado que el paciente "Luis Mba" consta en admisión
      Y la exploración "RM cerebral" del paciente "Luis Mba" está programada en el equipo "MR_1"
      Cuando el sistema "PACS" lo recibe todo y no responde nada mientras se envía la exploración "RM cerebral" del paciente "Luis Mba" desde el equipo "MR_1"
      Y se restablece el enlace entre el equipo "MR_1" y el sistema "PACS"
      Entonces el número de imágenes de la exploración "RM cerebral" del paciente "Luis Mba" en el sistema "PACS" es 12
      Y las imágenes de la exploración "RM cerebral" del paciente "Luis Mba" están almacenadas en el sistema "PACS" y se pueden recuperar

  Regla: Los mensajes esperan en orden mientras el receptor está fuera de servicio

    @RAD-128 @TC-CON-003 @shall @negative
    Escenario: La historia clínica electrónica está fuera de servicio mientras se firman dos informes
      Dado que la exploración "TC de tórax" del paciente "Carlos Nve" se ha realizado en el equipo "CT_ER1"
      Y el sistema "EMR" está fuera de servicio
      Cuando el radiólogo firma como "preliminar" el informe "Posible fractura." de la exploración "TC de tórax" del paciente "Carlos Nve"
      Y el radiólogo firma como "definitivo" el informe "Fractura costal." de la exploración "TC de tórax" del paciente "Carlos Nve"
      Y el sistema "EMR" vuelve a funcionar
      Entonces el médico solicitante ve el informe de la exploración "TC de tórax" del paciente "Carlos Nve" con el estado "definitivo"
      Y los informes de la exploración "TC de tórax" del paciente "Carlos Nve" llegaron primero con el estado "preliminar" y después con el estado "definitivo", una sola vez cada uno

    @RAD-3 @TC-CON-004 @shall @negative
    Escenario: La exploración termina mientras la historia clínica electrónica está fuera de servicio
      Dado que el paciente "Carlos Nve" consta en admisión
      Y la exploración "Radiografía de tórax" del paciente "Carlos Nve" está programada en el equipo "DX_1"
      Y el sistema "EMR" está fuera de servicio
      Cuando el técnico realiza la exploración "Radiografía de tórax" del paciente "Carlos Nve" en el equipo "DX_1"
      Y el sistema "EMR" vuelve a funcionar
      Entonces el médico solicitante ve la exploración "Radiografía de tórax" del paciente "Carlos Nve" con el estado "terminada"

  Regla: Lo que se hizo sin la lista se regulariza después

    @RAD-3 @RAD-4 @TC-CON-005 @shall @positive
    Escenario: Dos pacientes se exploran con hojas de papel durante una parada del RIS
      Dado que la paciente "Ana Torres" consta en admisión
      Y la exploración no programada "Radiografía de tórax" de la paciente "Ana Torres" se ha realizado en el equipo "DX_1"
      Cuando la secretaría de radiología registra a posteriori la solicitud de la exploración "Radiografía de tórax" para la paciente "Ana Torres"
      Entonces la historia clínica electrónica responde con un número de solicitud propio para la exploración "Radiografía de tórax" de la paciente "Ana Torres"
      Y el sistema "PACS" recibe aviso de que la exploración "Radiografía de tórax" de la paciente "Ana Torres" está prevista con el identificador del estudio realizado

    @RAD-6 @FIELD-18 @TC-CON-006 @shall @negative
    Escenario: Una exploración terminada cuyo fin no se notificó conserva sus imágenes
      Dado que el paciente "Luis Mba" consta en admisión
      Y la exploración "TC de tórax" del paciente "Luis Mba" está programada en el equipo "CT_ER1"
      Cuando el técnico inicia en el equipo "CT_ER1" la exploración "TC de tórax" del paciente "Luis Mba"
      Y el técnico adquiere 2 imágenes de la exploración "TC de tórax" del paciente "Luis Mba"
      Entonces las imágenes de la exploración "TC de tórax" del paciente "Luis Mba" están almacenadas en el sistema "PACS" y se pueden recuperar
      Y el médico solicitante ve la exploración "TC de tórax" del paciente "Luis Mba" con el estado "en curso"
