# language: es
# Generado con «interop translate» a partir de features/integration/recovery.feature: no se modifica aquí.
# Ningún clínico nativo ha revisado todavía esta traducción.
@CONTINUITY
Característica: Tras una conmutación, una restauración o una vuelta atrás no falta definitivamente nada de lo confirmado
  Una copia de seguridad que nunca se restauró es una esperanza.
  Lo que vino después debe contarse, por sus números, y volver a enviarse.

  Regla: Un equipo sigue por la segunda dirección del archivo

    @RAD-8 @TC-REC-001 @shall @negative
    Escenario: La primera dirección del archivo falla y el equipo sigue por la segunda
      Dado que la paciente "Rosa Eyang" consta en admisión
      Y la exploración "TC de tórax" de la paciente "Rosa Eyang" está programada en el equipo "CT_ER1"
      Cuando la primera dirección del sistema "PACS" falla mientras se envía la exploración "TC de tórax" de la paciente "Rosa Eyang" desde el equipo "CT_ER1", que sigue por la segunda
      Entonces el número de imágenes de la exploración "TC de tórax" de la paciente "Rosa Eyang" en el sistema "PACS" es 12
      Y no falta nada de lo que el sistema "PACS" confirmó
      Y las imágenes de la exploración "TC de tórax" de la paciente "Rosa Eyang" están almacenadas en el sistema "PACS" y se pueden recuperar

  Regla: Lo que se pierde en una restauración o una vuelta atrás se conoce y se vuelve a enviar

    @RAD-8 @TC-REC-002 @shall @negative @needs.pacs.RESTORE
    Escenario: El archivo se restaura desde su copia de seguridad y los equipos vuelven a enviar lo que ha perdido
      Dado que la exploración "TC de tórax" de la paciente "Ana Torres" se ha realizado en el equipo "CT_ER1"
      Y la exploración "RM cerebral" del paciente "Luis Mba" está programada en el equipo "MR_1"
      Cuando el administrador hace una copia de seguridad del sistema "PACS"
      Y el técnico realiza la exploración "RM cerebral" del paciente "Luis Mba" en el equipo "MR_1"
      Y el administrador restaura el sistema "PACS" a partir de la copia de seguridad
      Entonces lo que el sistema "PACS" ha perdido desde la copia de seguridad se cuenta y se vuelve a enviar, y después no falta nada de lo que confirmó
      Y las imágenes de la exploración "TC de tórax" de la paciente "Ana Torres" están almacenadas en el sistema "PACS" y se pueden recuperar

    @RAD-8 @TC-REC-003 @shall @negative @needs.pacs.RESTORE
    Escenario: Se vuelve atrás en la actualización y el trabajo sigue sin perder nada
      Dado que la exploración "RM cerebral" del paciente "Luis Mba" está programada en el equipo "MR_1"
      Y la exploración "TC de tórax" de la paciente "Ana Torres" está programada en el equipo "CT_ER1"
      Cuando el administrador hace una copia de seguridad del sistema "PACS"
      Y el técnico realiza la exploración "RM cerebral" del paciente "Luis Mba" en el equipo "MR_1"
      Y el administrador devuelve el sistema "PACS" a su versión anterior
      Y el técnico realiza la exploración "TC de tórax" de la paciente "Ana Torres" en el equipo "CT_ER1"
      Entonces lo que el sistema "PACS" ha perdido desde la copia de seguridad se cuenta y se vuelve a enviar, y después no falta nada de lo que confirmó

  Regla: Un archivo restaurado sigue sabiendo lo que sabía y hace lo que tenía pendiente

    @RAD-12 @TC-REC-004 @shall @negative @needs.pacs.RAD-12 @needs.pacs.RESTORE
    Escenario: Las fichas fusionadas antes de la copia de seguridad siguen fusionadas después de la restauración
      Dado que la exploración "TC de tórax" de la paciente "Ana Torres" se ha realizado en el equipo "CT_ER1"
      Y el paciente "Luis Mba" consta en admisión
      Cuando admisión fusiona la ficha de la paciente "Ana Torres" con la ficha del paciente "Luis Mba" y conserva esta última
      Y el administrador hace una copia de seguridad del sistema "PACS"
      Y el administrador restaura el sistema "PACS" a partir de la copia de seguridad
      Entonces las imágenes recuperadas de la exploración "TC de tórax" de la paciente "Ana Torres" llevan el nombre y el identificador del paciente "Luis Mba"
      Y no falta nada de lo que el sistema "PACS" confirmó

    @TC-REC-005 @shall @negative @needs.pacs.ROUTING @needs.pacs.RESTORE
    Escenario: Lo que esperaba a un destino cuando se hizo la copia de seguridad se le envía después de la restauración
      Dado que la exploración "Radiografía de tórax" de la paciente "Rosa Eyang" está programada en el equipo "DX_1"
      Y el destino "BATA" está fuera de servicio
      Cuando el técnico realiza la exploración "Radiografía de tórax" de la paciente "Rosa Eyang" en el equipo "DX_1"
      Y el administrador hace una copia de seguridad del sistema "PACS"
      Y el administrador restaura el sistema "PACS" a partir de la copia de seguridad
      Y el destino "BATA" vuelve a funcionar
      Entonces la exploración "Radiografía de tórax" de la paciente "Rosa Eyang" llega a los destinos de la tabla de encaminamiento y a ningún otro
