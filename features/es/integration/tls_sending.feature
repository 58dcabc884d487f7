# language: es
# Generado con «interop translate» a partir de features/integration/tls_sending.feature: no se modifica aquí.
# Ningún clínico nativo ha revisado todavía esta traducción.
@TLS
Característica: Lo que sale de un sistema va a quien pudo comprobar
  Un sistema que envía sin mirar el certificado entrega imágenes e informes a quien conteste.

  Regla: Un sistema envía a quien pudo verificar, y a nadie más

    @RAD-16 @TC-TLS-009 @shall @positive
    Escenario: Las imágenes viajan cifradas a una estación de trabajo verificada
      Dado que la exploración "Radiografía de tórax" de la paciente "Ana Torres" se ha realizado en el equipo "DX_1"
      Y la estación de trabajo muestra al sistema "PACS" el certificado "válido"
      Cuando el radiólogo pide al sistema "PACS" que envíe a la estación de trabajo la exploración "Radiografía de tórax" de la paciente "Ana Torres"
      Entonces las imágenes obtenidas de la exploración "Radiografía de tórax" de la paciente "Ana Torres" son las que se hicieron

    @RAD-16 @TC-TLS-010 @shall @negative
    Esquema del escenario: Ninguna imagen va a una estación de trabajo con el certificado "<certificado>"
      Dado que la exploración "Radiografía de tórax" de la paciente "Ana Torres" se ha realizado en el equipo "DX_1"
      Y la estación de trabajo muestra al sistema "PACS" el certificado "<certificado>"
      Cuando el radiólogo pide al sistema "PACS" que envíe a la estación de trabajo la exploración "Radiografía de tórax" de la paciente "Ana Torres"
      Entonces el sistema "PACS" rechaza el certificado y no envía nada

      Ejemplos:
        | certificado              |
        | caducado                 |
        | aún no válido            |
        | de otro servidor         |
        | de autoridad desconocida |
        | revocado                 |

    @RAD-128 @TC-TLS-011 @shall @negative
    Esquema del escenario: Un informe espera mientras la historia clínica muestra el certificado "<certificado>"
      Dado que la exploración "Radiografía de tórax" del paciente "Carlos Nve" se ha realizado en el equipo "DX_1"
      Y el sistema "EMR" muestra al sistema "RIS" el certificado "<certificado>"
      Cuando el radiólogo firma como "definitivo" el informe "Sin hallazgos." de la exploración "Radiografía de tórax" del paciente "Carlos Nve"
      Y el sistema "RIS" ha rechazado el certificado del sistema "EMR"
      Y el sistema "EMR" vuelve a mostrar un certificado válido
      Entonces el médico solicitante ve el informe de la exploración "Radiografía de tórax" del paciente "Carlos Nve" con el estado "definitivo"

      Ejemplos:
        | certificado      |
        | caducado         |
        | de otro servidor |
